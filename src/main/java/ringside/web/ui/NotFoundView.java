package ringside.web.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import ringside.course.lesson.Course;

/** An address that leads nowhere: why, and where it was probably meant to lead. */
@ParentLayout(MainLayout.class)
@AnonymousAllowed
public final class NotFoundView extends Main
    implements HasErrorParameter<NotFoundException>, LocaleChangeObserver, HasDynamicTitle {
  private final transient Course course;
  private final Span code = new Span("404");
  private final H1 title = new H1();
  private final Paragraph why = new Paragraph();
  private final Div onward = new Div();
  private transient NotFoundException reason = new NotFoundException();

  NotFoundView(Course course) {
    this.course = course;
    addClassName("lost");
    code.addClassName("mono");
    onward.addClassName("row");
    add(code, title, why, onward);
  }

  @Override
  public int setErrorParameter(
      BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
    reason = parameter.getException();
    return HttpServletResponse.SC_NOT_FOUND;
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    onward.removeAll();
    switch (reason) {
      case DeadEnd.NoSuchRun run -> {
        say("run");
        course.stop(run.slug).ifPresent(this::offer);
      }
      case DeadEnd.NoSuchScenario none ->
          say(course.stop(none.slug).isPresent() ? "coming" : "scenario");
      case DeadEnd.BrokenLink _ -> say("link");
      default -> say("address");
    }
    var map = new RouterLink(getTranslation("home.map"), CourseView.class);
    map.addClassNames("btn", "large");
    var home = new RouterLink(getTranslation("nav.home"), HomeView.class);
    home.addClassNames("btn", "quiet", "large");
    onward.add(map, home);
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(Optional.of(title.getText()));
  }

  private void say(String kind) {
    title.setText(getTranslation("lost." + kind));
    why.setText(getTranslation("lost." + kind + ".why"));
  }

  private void offer(Course.Stop stop) {
    var link =
        new Anchor(
            Addresses.player(course, stop.slug()), getTranslation("lost.open", stop.number()));
    link.addClassNames("btn", "go", "large");
    onward.add(link);
  }
}
