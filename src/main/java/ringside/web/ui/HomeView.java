package ringside.web.ui;

import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** Home: what this is, a real run to try at once, and where to go on. */
@Route(value = "", layout = MainLayout.class)
@AnonymousAllowed
public final class HomeView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  private final Paragraph eyebrow = new Paragraph();
  private final H1 title = new H1();
  private final Paragraph lead = new Paragraph();

  HomeView() {
    addClassName("home");
    eyebrow.addClassName("eyebrow");
    lead.addClassName("lead");
    add(eyebrow, title, lead);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    eyebrow.setText(getTranslation("home.eyebrow"));
    title.setText(getTranslation("home.title"));
    lead.setText(getTranslation("home.lead"));
  }

  @Override
  public String getPageTitle() {
    return "Ringside";
  }
}
