package ringside.web.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.regex.Pattern;
import ringside.course.lesson.Course;
import ringside.web.api.Library;
import ringside.web.api.Library.Run;

/**
 * The player, full window. In the course it shows a scenario as it is now ({@code ?run=} selects a
 * variant). A link to a moment, {@code /s/fast-system-calls@1a2b3c4d#t=41}, names the run itself:
 * it shows what its sender saw, or says that it no longer can.
 */
@Route("learn/:course/:slug")
@RouteAlias("s/:moment")
@AnonymousAllowed
public final class PlayerView extends Main
    implements BeforeEnterObserver, LocaleChangeObserver, HasDynamicTitle {
  private static final String RUN = "run";
  private static final Pattern MOMENT = Pattern.compile("([a-z0-9-]{1,64})@([0-9a-f]{8,64})");

  private final transient Course course;
  private final transient Library library;
  private final RingsidePlayer player = new RingsidePlayer();
  private String slug = "";

  PlayerView(Course course, Library library) {
    this.course = course;
    this.library = library;
    addClassName("player-page");
    player.addLanguageListener(event -> Languages.choose(event.language()));
    player.addVariantListener(event ->
        UI.getCurrent()
            .navigate(Addresses.player(course, slug), QueryParameters.of(RUN, event.variant())));
    add(player);
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    try {
      var parameters = event.getRouteParameters();
      var run =
          parameters.get("moment").isPresent()
              ? linked(parameters.get("moment").get())
              : current(parameters.get("slug").orElse(""), event.getLocation());
      player.open(slug, run.hash());
    } catch (DeadEnd end) {
      event.rerouteToError(end, "");
    }
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    var language = event.getLocale();
    player.setLanguage(language);
    course
        .partOf(slug)
        .ifPresent(
            part -> player.setCourse(part.title().in(language), Addresses.lesson(part.id())));
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(course.stop(slug).map(stop -> stop.title().in(getLocale())));
  }

  private Run current(String name, Location location) throws DeadEnd {
    slug = name;
    var variant = location.getQueryParameters().getSingleParameter(RUN).orElse("base");
    return library
        .scenario(name)
        .orElseThrow(() -> new DeadEnd.NoSuchScenario(name))
        .run(variant)
        .orElseThrow(() -> new DeadEnd.NoSuchRun(name));
  }

  private Run linked(String moment) throws DeadEnd {
    var parts = MOMENT.matcher(moment);
    if (!parts.matches()) {
      throw new DeadEnd.BrokenLink();
    }
    slug = parts.group(1);
    return library
        .find(slug, parts.group(2))
        .orElseThrow(() ->
            library.scenario(slug).isPresent()
                ? new DeadEnd.NoSuchRun(slug)
                : new DeadEnd.NoSuchScenario(slug));
  }
}
