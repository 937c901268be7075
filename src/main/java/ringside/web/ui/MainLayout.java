package ringside.web.ui;

import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.RouterLayout;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.List;

/** The frame of every page but the player: top bar above, the page below. */
@AnonymousAllowed
public final class MainLayout extends Div
    implements RouterLayout, LocaleChangeObserver, AfterNavigationObserver {
  private static final String CONTENT = "content";

  private final Anchor skip = new Anchor("#" + CONTENT, "");
  private final RouterLink brand = new RouterLink("Ringside", HomeView.class);
  private final RouterLink home = new RouterLink("", HomeView.class);
  private final RouterLink course = new RouterLink("", CourseView.class);
  private final RouterLink glossary = new RouterLink("", GlossaryView.class);
  private final RouterLink instructions = new RouterLink("", InstructionsView.class);
  private final RouterLink guide = new RouterLink("", GuideView.class);
  private final Nav nav = new Nav(home, course, glossary, instructions, guide);
  private final ThemeSwitch theme = new ThemeSwitch();
  private final LanguageSwitch languages = new LanguageSwitch();
  private final Header header;

  MainLayout() {
    addClassName("shell");
    skip.addClassName("skip");
    skip.setRouterIgnore(true);
    // an address alone would be relative to the page's base and lead home
    skip.getElement()
        .executeJs(
            "this.onclick = click => { click.preventDefault(); document.getElementById($0).focus() }",
            CONTENT);
    brand.addClassName("brand");
    nav.addClassName("nav");
    var spring = new Span();
    spring.addClassName("spring");
    header = new Header(skip, brand, nav, spring, theme, languages);
    header.addClassName("top");
    add(header);
  }

  @Override
  public void showRouterLayoutContent(HasElement content) {
    getElement().appendChild(content.getElement());
    content.getElement().setAttribute("id", CONTENT).setAttribute("tabindex", "-1");
    content.getElement().getClassList().add("page");
    setClassName("wide", content instanceof CourseView || content instanceof InstructionsView);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    skip.setText(getTranslation("shell.skip"));
    home.setText(getTranslation("nav.home"));
    course.setText(getTranslation("nav.course"));
    glossary.setText(getTranslation("nav.glossary"));
    instructions.setText(getTranslation("nav.instructions"));
    guide.setText(getTranslation("nav.guide"));
    nav.setAriaLabel(getTranslation("nav.label"));
    theme.setLabel(getTranslation("shell.dark"));
    languages.show(event.getLocale(), getTranslation("shell.language"));
  }

  @Override
  public void afterNavigation(AfterNavigationEvent event) {
    for (var link : List.of(home, course, glossary, instructions, guide)) {
      if (link.getHref().equals(event.getLocation().getPath())) {
        link.getElement().setAttribute("aria-current", "page");
      } else {
        link.getElement().removeAttribute("aria-current");
      }
    }
  }
}
