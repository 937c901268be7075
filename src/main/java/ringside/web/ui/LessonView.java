package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Aside;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ringside.course.lesson.Course;
import ringside.course.lesson.Lesson;
import ringside.course.lesson.Lesson.Block;
import ringside.course.lesson.Lesson.ScenarioRef;
import ringside.web.api.Lessons;
import ringside.web.api.Library;

/**
 * A lesson, to be read from top to bottom: explanation, runs to step through where they stand,
 * questions to be answered before the run answers them.
 */
@Route(value = "learn/:lesson", layout = MainLayout.class)
@AnonymousAllowed
public final class LessonView extends Main
    implements BeforeEnterObserver, LocaleChangeObserver, HasDynamicTitle {
  private static final List<String> WORDS =
      List.of("predict", "quiz", "commit", "hint", "said", "right", "happened", "watch", "failed");

  /** Event words that a comparison counts, where either run has them. */
  private static final List<String> COUNTED =
      List.of(
          "RING",
          "INT",
          "EXC",
          "IRQ",
          "IRET",
          "SYSRET",
          "SYSEXIT",
          "CR",
          "MSR",
          "PIO",
          "TLB",
          "VMEXIT",
          "VMENTRY",
          "HCALL",
          "DOMSW",
          "EVTCHN",
          "IOREQ",
          "PTUPDATE");

  private final transient Lessons lessons;
  private final transient Course course;
  private final transient Library library;
  private transient @Nullable Lesson lesson;

  LessonView(Lessons lessons, Course course, Library library) {
    this.lessons = lessons;
    this.course = course;
    this.library = library;
    addClassNames("reading", "lesson");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    var found = lessons.named(event.getRouteParameters().get("lesson").orElse(""));
    if (found.isEmpty()) {
      event.rerouteToError(NotFoundException.class);
      return;
    }
    lesson = found.get();
    show(getLocale());
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    if (lesson != null) {
      show(event.getLocale());
      Languages.announce(event, getPageTitle());
    }
  }

  @Override
  public String getPageTitle() {
    return Languages.title(
        Optional.ofNullable(lesson).flatMap(l -> l.text(getLocale())).map(Lesson.Text::title));
  }

  private void show(Locale language) {
    removeAll();
    var shown = lesson;
    if (shown == null) {
      return;
    }
    shown
        .text(language)
        .ifPresent(text -> {
          var about = new Paragraph(getTranslation("course.minutes", shown.minutes()));
          about.addClassName("dim");
          var objective = new Paragraph(text.objective());
          objective.addClassName("objective");
          add(about, new H1(text.title()), objective);
          text.blocks().forEach(placed -> add(component(placed.block(), language)));
          add(onward(shown, language));
        });
  }

  /** To the lessons before and after, and to the map. */
  private Component onward(Lesson from, Locale language) {
    var nav = new Nav();
    nav.addClassName("onward");
    nav.setAriaLabel(getTranslation("lesson.onward"));
    lessons.beside(from, -1).ifPresent(l -> nav.add(link(l, "lesson.previous", language)));
    nav.add(new Anchor("learn", getTranslation("home.map")));
    lessons.beside(from, 1).ifPresent(l -> nav.add(link(l, "lesson.next", language)));
    return nav;
  }

  private Anchor link(Lesson lesson, String key, Locale language) {
    var title = lesson.text(language).map(Lesson.Text::title).orElse(lesson.slug());
    var link = new Anchor(Addresses.lesson(lesson), getTranslation(key, title));
    link.addClassName(key.substring(key.indexOf('.') + 1));
    return link;
  }

  private Component component(Block block, Locale language) {
    return switch (block) {
      case Block.Html html -> prose(html.html());
      case Block.RunScenario run -> run(run.scenario(), language);
      case Block.Predict predict -> predict(predict, language);
      case Block.Quiz quiz -> quiz(quiz, language);
      case Block.Misconception belief -> misconception(belief);
      case Block.Compare compare -> compare(compare, language);
    };
  }

  private static Component prose(String html) {
    var prose = new Div();
    prose.addClassName("prose");
    prose.getElement().setProperty("innerHTML", html);
    return prose;
  }

  private Component run(ScenarioRef ref, Locale language) {
    var live =
        new LiveRun(hash(ref), course.stop(ref.slug()).map(Course.Stop::number).orElse(""), "");
    live.setWords(language, name(ref, language), getTranslation("home.live.open"), player(ref));
    return live;
  }

  private Component predict(Block.Predict predict, Locale language) {
    var ref = predict.scenario();
    return LessonQuestion.prediction(
            hash(ref, predict.prediction()), ref.slug(), predict.prediction(), player(ref))
        .say(language, questionWords());
  }

  private Component quiz(Block.Quiz quiz, Locale language) {
    var options =
        quiz.options().stream()
            .map(o -> new LessonQuestion.Option(o.id(), o.text(), o.why().orElse(null)))
            .toList();
    return LessonQuestion.quiz(
            new LessonQuestion.Quiz(quiz.question(), options, quiz.answer().id()))
        .say(language, questionWords());
  }

  private Map<String, String> questionWords() {
    return WORDS.stream()
        .collect(Collectors.toMap(Function.identity(), key -> getTranslation("lesson." + key)));
  }

  private Component misconception(Block.Misconception belief) {
    var label = new Span(getTranslation("lesson.belief"));
    label.addClassName("strong");
    var said = new Paragraph(belief.belief());
    said.addClassName("belief");
    var truth = new Paragraph(belief.truth());
    var aside = new Aside(label, said, truth);
    aside.addClassName("misconception");
    belief
        .scenario()
        .ifPresent(ref -> aside.add(new Anchor(player(ref), getTranslation("lesson.see"))));
    return aside;
  }

  private Component compare(Block.Compare compare, Locale language) {
    var table = new NativeTable();
    table.setCaptionText(compare.note().orElse(getTranslation("lesson.compare")));
    var head = table.getHead().addRow();
    head.addHeaderCell().setText(getTranslation("lesson.events"));
    for (var ref : List.of(compare.a(), compare.b())) {
      head.addHeaderCell().add(new Anchor(player(ref), name(ref, language)));
    }
    var a = events(compare.a());
    var b = events(compare.b());
    var kinds =
        COUNTED.stream().filter(kind -> a.containsKey(kind) || b.containsKey(kind)).toList();
    for (var kind : kinds) {
      var row = table.getBody().addRow();
      NativeTableHeaderCell name = row.addHeaderCell();
      name.setText(kind);
      name.getElement().setAttribute("scope", "row");
      row.addDataCell().setText(String.valueOf(a.getOrDefault(kind, 0)));
      row.addDataCell().setText(String.valueOf(b.getOrDefault(kind, 0)));
    }
    var article = new Article(table);
    article.addClassName("compare");
    return article;
  }

  private Map<String, Integer> events(ScenarioRef ref) {
    return run(ref).map(Library.Run::events).orElse(Map.of());
  }

  private Optional<Library.Run> run(ScenarioRef ref) {
    return library.scenario(ref.slug()).flatMap(scenario -> scenario.run(ref.run()));
  }

  private String hash(ScenarioRef ref) {
    return run(ref).map(Library.Run::hash).orElse("");
  }

  /** The run of a prediction: the one that is named, else the first that asks it. */
  private String hash(ScenarioRef ref, String prediction) {
    return ref.variant().isPresent()
        ? hash(ref)
        : library.scenario(ref.slug()).stream()
            .flatMap(scenario -> scenario.runs().stream())
            .filter(run -> run.predictions().contains(prediction))
            .findFirst()
            .map(Library.Run::hash)
            .orElse("");
  }

  private String player(ScenarioRef ref) {
    return Addresses.player(course, ref.slug(), ref.run());
  }

  private String name(ScenarioRef ref, Locale language) {
    var title = course.stop(ref.slug()).map(stop -> stop.title().in(language)).orElse(ref.slug());
    return ref.variant().map(variant -> title + " · " + variant).orElse(title);
  }
}
