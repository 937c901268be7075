package ringside.web.ui;

import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** The course map: every scenario, what it builds on, and how far this learner has come. */
@Route(value = "learn", layout = MainLayout.class)
@AnonymousAllowed
public final class CourseView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  private final H1 title = new H1();

  CourseView() {
    addClassName("course");
    add(title);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    title.setText(getTranslation("course.title"));
  }

  @Override
  public String getPageTitle() {
    return getTranslation("nav.course") + " · Ringside";
  }
}
