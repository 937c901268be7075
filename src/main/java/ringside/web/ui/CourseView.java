package ringside.web.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ringside.course.lesson.Course;
import ringside.course.lesson.Lesson;
import ringside.course.progress.Progress;
import ringside.course.progress.ProgressStore;
import ringside.web.api.Lessons;
import ringside.web.api.Library;

/** The course map: every scenario, what it builds on, and how far this learner has come. */
@Route(value = "learn", layout = MainLayout.class)
@AnonymousAllowed
public final class CourseView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  /** Events that a learner may look forward to, in the order they are listed. */
  private static final List<String> TELLING = List.of("RING", "EXC", "VMEXIT");

  private static final List<String> WORDS =
      List.of(
          "after",
          "lesson",
          "finishFirst",
          "nothingFirst",
          "recommendation",
          "oneRun",
          "coming",
          "openedBy",
          "neededFirst");

  private final transient Course course;
  private final transient Library library;
  private final transient Lessons lessons;
  private final transient Learner learner;

  private final H1 title = new H1();
  private final Paragraph question = new Paragraph();
  private final Div bars = new Div();
  private final Span tally = new Span();
  private final CourseMapElement map = new CourseMapElement();

  CourseView(Course course, Library library, Lessons lessons, ProgressStore store) {
    this.course = course;
    this.library = library;
    this.lessons = lessons;
    learner = Learner.of(VaadinRequest.getCurrent(), store);
    addClassName("course");
    bars.addClassName("bars");
    bars.getElement().setAttribute("aria-hidden", "true");
    tally.addClassName("num");
    var head = new Div(title, question, bars, tally);
    head.addClassName("head");
    add(head, map);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    title.setText(course.title().in(event.getLocale()));
    question.setText(
        course.question().in(event.getLocale()) + " " + getTranslation("course.about"));
    var model = model(event.getLocale());
    map.show(model, upNext(model.stops()).id());
    bars.removeAll();
    for (var stop : model.stops()) {
      var bar = new Span();
      bar.addClassName(stop.state());
      bars.add(bar);
    }
    tally.setText(getTranslation("course.tally", done(model.stops()), model.stops().size()));
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(Optional.of(getTranslation("nav.course")));
  }

  private static CourseModel.Stop upNext(List<CourseModel.Stop> stops) {
    return stops.stream()
        .filter(stop -> stop.state().equals("started"))
        .findFirst()
        .or(() -> stops.stream().filter(stop -> stop.state().equals("open")).findFirst())
        .orElse(stops.getFirst());
  }

  private static long done(List<CourseModel.Stop> stops) {
    return stops.stream().filter(stop -> stop.state().equals("done")).count();
  }

  private CourseModel model(Locale locale) {
    var parts = new ArrayList<CourseModel.Part>();
    var stops = new ArrayList<CourseModel.Stop>();
    for (var part : course.parts()) {
      var own = part.scenarios().stream().map(stop -> stop(part, stop, locale)).toList();
      stops.addAll(own);
      parts.add(
          new CourseModel.Part(
              part.letter(),
              part.title().in(locale),
              part.question().in(locale),
              getTranslation("course.tally", done(own), own.size()),
              readings(part, locale)));
    }
    var words =
        WORDS.stream()
            .collect(Collectors.toMap(Function.identity(), key -> getTranslation("course." + key)));
    return new CourseModel(parts, stops, words);
  }

  private List<CourseModel.Reading> readings(Course.Part part, Locale locale) {
    return lessons.of(part.id()).stream()
        .map(lesson ->
            new CourseModel.Reading(
                lesson.text(locale).map(Lesson.Text::title).orElse(lesson.slug()),
                Addresses.lesson(lesson)))
        .toList();
  }

  private CourseModel.Stop stop(Course.Part part, Course.Stop stop, Locale locale) {
    var scenario = library.scenario(stop.slug());
    var seen = learner.in(stop.slug());
    var state =
        scenario.isEmpty() ? "coming" : seen.map(p -> p.done() ? "done" : "started").orElse("open");
    var minutes = scenario.map(Library.Scenario::minutes).filter(m -> m > 0).orElse(stop.minutes());
    var title = stop.title().in(locale);
    return new CourseModel.Stop(
        stop.number(),
        part.letter(),
        title,
        title.replaceFirst(": .*", ""),
        stop.summary().in(locale),
        getTranslation("course.minutes", minutes),
        getTranslation("course.level." + stop.difficulty()),
        state,
        status(state, scenario, seen),
        seen.filter(p -> p.ticks() > 0).map(p -> (double) p.tick() / p.ticks()).orElse(0.0),
        stop.needs().stream()
            .flatMap(n -> course.stop(n).stream())
            .map(Course.Stop::number)
            .toList(),
        scenario.map(_ -> Addresses.player(course, stop.slug())).orElse(null),
        scenario.map(_ -> getTranslation("course.open", stop.number())).orElse(null),
        scenario.map(this::counts).orElse(List.of()));
  }

  private String status(
      String state, Optional<Library.Scenario> scenario, Optional<Progress> seen) {
    return switch (state) {
      case "started" -> {
        var run = scenario.orElseThrow().base();
        yield getTranslation(
            "course.step", run.step(seen.orElseThrow().tick()), run.steps().size());
      }
      case "open" -> "";
      default -> getTranslation("course.state." + state);
    };
  }

  private List<CourseModel.Count> counts(Library.Scenario scenario) {
    var run = scenario.base();
    return Stream.concat(
            Stream.of(
                new CourseModel.Count(getTranslation("course.count.ticks"), number(run.ticks()))),
            TELLING.stream()
                .map(kind ->
                    new CourseModel.Count(
                        getTranslation("course.count." + kind),
                        number(run.events().getOrDefault(kind, 0)))))
        .toList();
  }

  private String number(long value) {
    return String.format(getLocale(), "%,d", value);
  }
}
