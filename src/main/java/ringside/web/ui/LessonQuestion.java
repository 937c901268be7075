package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question in a lesson. The learner commits to an answer before the verdict is shown; a
 * prediction's verdict is what the run did.
 */
@Tag("ringside-lesson-question")
@JsModule("./lesson/lesson-question.ts")
final class LessonQuestion extends Component {

  /** A quiz as the element reads it. */
  record Quiz(String question, List<Option> options, String answer) {}

  /** An answer, and what to say to who gave it. */
  record Option(String id, String text, @Nullable String why) {}

  /** A question with its answers in the lesson. */
  static LessonQuestion quiz(Quiz quiz) {
    var question = new LessonQuestion();
    question.getElement().setPropertyBean("quiz", quiz);
    return question;
  }

  /** A prediction of a run; {@code player} is where the run can be watched. */
  static LessonQuestion prediction(String hash, String slug, String prediction, String player) {
    var question = new LessonQuestion();
    question
        .getElement()
        .setProperty("recording", Addresses.recording(hash))
        .setProperty("text", Addresses.text(slug))
        .setProperty("prediction", prediction)
        .setProperty("player", player);
    return question;
  }

  /** The language, and the words of the element by their names. */
  LessonQuestion say(Locale language, Map<String, String> words) {
    getElement().setProperty("lang", language.toLanguageTag()).setPropertyMap("words", words);
    return this;
  }
}
