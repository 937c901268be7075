package ringside.web.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import ringside.course.lesson.Course;
import ringside.web.api.Lessons;

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

  private final transient Course course;
  private final transient Destinations destinations;
  private final transient Lessons lessons;
  private final RingsidePlayer player = new RingsidePlayer();
  private String slug = "";

  PlayerView(Course course, Destinations destinations, Lessons lessons) {
    this.course = course;
    this.destinations = destinations;
    this.lessons = lessons;
    addClassName("player-page");
    player.addLanguageListener(event -> Languages.choose(event.language()));
    player.addVariantListener(event ->
        UI.getCurrent()
            .navigate(Addresses.player(course, slug), QueryParameters.of(RUN, event.variant())));
    add(player);
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    var variant = event.getLocation().getQueryParameters().getSingleParameter(RUN);
    try {
      var opened = destinations.run(event.getRouteParameters(), variant);
      slug = opened.slug();
      player.open(slug, opened.run().hash());
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
        .ifPresent(part ->
            player.setCourse(
                part.title().in(language),
                lessons.running(slug).map(Addresses::lesson).orElse("learn")));
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(course.stop(slug).map(stop -> stop.title().in(getLocale())));
  }
}
