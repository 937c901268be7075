package ringside.web.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Optional;
import ringside.course.reference.AuthorsGuide;

/** How to write a scenario: the guide, which a test follows to the letter. */
@Route(value = "guide", layout = MainLayout.class)
@AnonymousAllowed
public final class GuideView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  private final transient AuthorsGuide guide;
  private final Div prose = new Div();

  GuideView(AuthorsGuide guide) {
    this.guide = guide;
    addClassNames("reading", "guide");
    prose.addClassName("prose");
    add(prose);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    prose.getElement().setProperty("innerHTML", guide.html(event.getLocale()));
    // long lines scroll: the keyboard must reach them
    prose
        .getElement()
        .executeJs(
            "setTimeout(() => this.querySelectorAll('pre').forEach(pre => pre.tabIndex = 0))");
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(Optional.of(getTranslation("nav.guide")));
  }
}
