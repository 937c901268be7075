package ringside.course.lesson;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ringside.lab.scenario.Scenario;
import ringside.lab.scenario.Scenario.Source;
import ringside.lab.scenario.SourceLocation;

/**
 * A lesson in all its languages.
 *
 * @param slug name of the folder
 * @param course id of the part of the course map
 * @param minutes 0 where the author does not say
 * @param texts by language
 */
public record Lesson(
    String slug,
    String uuid,
    String course,
    int order,
    String difficulty,
    int minutes,
    List<String> prerequisites,
    List<Source> sources,
    Map<String, Text> texts) {

  /** The words in a language, or in English where that is missing. */
  public Optional<Text> text(Locale language) {
    return Optional.ofNullable(texts.get(language.getLanguage()))
        .or(() -> Optional.ofNullable(texts.get("en")));
  }

  /** One language's words; title and objective are plain text. */
  public record Text(String lang, String title, String objective, List<Placed> blocks) {}

  /** A block and where it stands in its file. */
  public record Placed(SourceLocation location, Block block) {}

  /** A piece of a lesson; every text in it is safe HTML. */
  public sealed interface Block {
    /** Explanation. */
    record Html(String html) implements Block {}

    /** A run to step through, or the part of it between two steps. */
    record RunScenario(
        ScenarioRef scenario, Optional<String> from, Optional<String> until, String layout)
        implements Block {}

    /** A prediction of a scenario. */
    record Predict(ScenarioRef scenario, String prediction) implements Block {}

    /** A question with exactly one right answer. */
    record Quiz(String id, String question, List<Option> options) implements Block {
      /** An answer; {@code why} is shown after it was chosen. */
      public record Option(String id, String text, boolean correct, Optional<String> why) {}

      /** The right answer. */
      public Option answer() {
        return options.stream().filter(Option::correct).findFirst().orElseThrow();
      }
    }

    /** A common error and the place where a run breaks it. */
    record Misconception(
        String id,
        String belief,
        String truth,
        Optional<ScenarioRef> scenario,
        Optional<String> step)
        implements Block {}

    /** Two runs side by side. */
    record Compare(ScenarioRef a, ScenarioRef b, Optional<String> note) implements Block {}
  }

  /**
   * A scenario, and a variant of it where the author names one.
   *
   * @param variant empty: the first run that has what is asked for
   */
  public record ScenarioRef(String slug, Optional<String> variant) {

    /** The run that is meant, for something of the scenario that only some runs may have. */
    public String run(Scenario scenario, Scenario.Item item) {
      return variant.orElseGet(
          () -> scenario.runs().stream().filter(item::in).findFirst().orElse(Scenario.BASE));
    }

    /** The run that is meant, where the whole scenario is. */
    public String run() {
      return variant.orElse(Scenario.BASE);
    }
  }
}
