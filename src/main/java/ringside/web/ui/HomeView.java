package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Locale;
import java.util.Optional;
import ringside.course.lesson.Course;
import ringside.course.progress.Progress;
import ringside.course.progress.ProgressStore;
import ringside.web.api.Library;

/** Home: what this is, a real run to try at once, and where to go on. */
@Route(value = "", layout = MainLayout.class)
@AnonymousAllowed
public final class HomeView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  /** Starter cards at most; the course map has the rest. */
  private static final int STARTERS = 3;

  /** The run to try: its scenario, and the gate that it begins at. */
  private static final String SHOWN = "fast-system-calls";

  private static final String GATE = "SYSCALL";

  private final transient Course course;
  private final transient Library library;
  private final transient Learner learner;
  private final Div introduction = new Div();
  private final transient Optional<LiveRun> live;
  private final Div starters = new Div();

  HomeView(Course course, Library library, ProgressStore store) {
    this.course = course;
    this.library = library;
    learner = Learner.of(VaadinRequest.getCurrent(), store);
    live = library.scenario(SHOWN).flatMap(this::live);
    addClassName("home");
    var hero = styled(new Div(introduction), "hero");
    live.ifPresent(hero::add);
    add(hero, starters);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    introduction.removeAll();
    introduction.add(introduction(event.getLocale()));
    live.ifPresent(run -> describe(run, event.getLocale()));
    starters.removeAll();
    starters.add(starters(event.getLocale()));
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(Optional.empty());
  }

  private Optional<LiveRun> live(Library.Scenario scenario) {
    return course.stop(SHOWN).map(stop -> new LiveRun(scenario.base().hash(), stop.number(), GATE));
  }

  private void describe(LiveRun run, Locale locale) {
    var name = course.stop(SHOWN).map(stop -> stop.title().in(locale)).orElse("");
    run.setWords(locale, name, getTranslation("home.live.open"), Addresses.player(course, SHOWN));
  }

  private Component introduction(Locale locale) {
    var mark = styled(new Span(getTranslation("home.lead.mark")), "marked");
    var lead = new Paragraph();
    lead.add(
        new Span(getTranslation("home.lead") + " "),
        mark,
        new Span(" " + getTranslation("home.lead.end")));
    return new Div(
        styled(new Paragraph(getTranslation("home.eyebrow")), "eyebrow"),
        new H1(getTranslation("home.title")),
        styled(lead, "lead"),
        onward(locale));
  }

  /** The one next thing to do: go on with the run that was left, or begin with the first one. */
  private Component onward(Locale locale) {
    for (Progress left : learner.progress()) {
      var scenario = library.scenario(left.scenario());
      var stop = course.stop(left.scenario());
      if (!left.done() && scenario.isPresent() && stop.isPresent()) {
        return resume(left, scenario.get(), stop.get(), locale);
      }
    }
    return course
        .stops()
        .filter(stop -> learner.in(stop.slug()).isEmpty())
        .filter(stop -> library.scenario(stop.slug()).isPresent())
        .findFirst()
        .map(stop -> begin(stop, locale))
        .orElseGet(() -> new Section(mapLink()));
  }

  private Section resume(
      Progress left, Library.Scenario scenario, Course.Stop stop, Locale locale) {
    var run =
        scenario.runs().stream()
            .filter(r -> r.hash().equals(left.recording()))
            .findFirst()
            .orElse(scenario.base());
    var tick = Math.min(left.tick(), run.ticks());
    var step = getTranslation("home.step", run.step(tick), run.steps().size());
    var bar =
        new RunBar(
            run.hash(),
            tick,
            getTranslation("home.bar", stop.title().in(locale), tick, run.ticks()));
    return onward(
        getTranslation("home.continue"),
        step,
        heading(stop, locale),
        Optional.of(bar),
        go(getTranslation("home.continue.there"), Addresses.player(course, stop.slug(), tick)));
  }

  private Section begin(Course.Stop stop, Locale locale) {
    return onward(
        getTranslation("home.begin"),
        getTranslation("home.begin.note"),
        heading(stop, locale),
        Optional.empty(),
        go(getTranslation("home.open", stop.number()), Addresses.player(course, stop.slug())));
  }

  private Section onward(String name, String note, H2 heading, Optional<RunBar> bar, Anchor go) {
    var eyebrow = styled(new Div(styled(new Span(name), "strong")), "row");
    eyebrow.add(styled(new Span(note), "dim"));
    var section = new Section(eyebrow, heading);
    bar.ifPresent(section::add);
    section.add(styled(new Div(go, mapLink()), "row"));
    return styled(section, "onward");
  }

  private Component starters(Locale locale) {
    var head =
        styled(
            new Div(
                new H2(getTranslation("home.starters")),
                styled(new Span(getTranslation("home.starters.note")), "dim"),
                new RouterLink(getTranslation("home.all"), CourseView.class)),
            "head");
    var cards = styled(new Div(), "cards");
    course
        .stops()
        .flatMap(stop -> library.scenario(stop.slug()).map(s -> starter(s, stop, locale)).stream())
        .limit(STARTERS)
        .forEach(cards::add);
    return styled(new Section(head, cards), "starters");
  }

  private Component starter(Library.Scenario scenario, Course.Stop stop, Locale locale) {
    var title = new H3(styled(new Span(stop.number()), "mono"), new Span(stop.title().in(locale)));
    var level = styled(new Span(), "level");
    level.getElement().setAttribute("role", "img");
    level
        .getElement()
        .setAttribute("aria-label", getTranslation("course.level." + stop.difficulty()));
    for (var step : Course.Difficulty.values()) {
      level.add(step.compareTo(stop.difficulty()) <= 0 ? styled(new Span(), "on") : new Span());
    }
    var minutes = scenario.minutes() > 0 ? scenario.minutes() : stop.minutes();
    var about =
        styled(
            new Div(
                icon("clock"),
                new Span(getTranslation("course.minutes", minutes)),
                level,
                styled(new Span(), "spring"),
                icon("forward")),
            "row");
    var kernel = stop.number().equals("S01") ? "home.alone" : "home.kernel";
    var card = new Anchor(Addresses.player(course, stop.slug()), "");
    card.add(
        new StarterArt(stop.slug(), getTranslation("home.user"), getTranslation(kernel)),
        styled(new Div(title, new Paragraph(stop.summary().in(locale)), about), "text"));
    card.addClassNames("card", "starter");
    return card;
  }

  private static H2 heading(Course.Stop stop, Locale locale) {
    return new H2(styled(new Span(stop.number()), "mono"), new Span(stop.title().in(locale)));
  }

  private Anchor go(String text, String address) {
    var link = new Anchor(address, "");
    link.add(icon("play"), new Span(text));
    link.addClassNames("btn", "go", "large");
    return link;
  }

  private RouterLink mapLink() {
    var link = new RouterLink(getTranslation("home.map"), CourseView.class);
    link.addClassNames("btn", "quiet", "large");
    return link;
  }

  private static Span icon(String name) {
    var icon = new Span();
    icon.addClassNames("icon", "icon-" + name);
    icon.getElement().setAttribute("aria-hidden", "true");
    return icon;
  }

  private static <T extends Component> T styled(T component, String className) {
    component.addClassName(className);
    return component;
  }
}
