package ringside.web.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import java.util.Locale;

/** One button a language, each named in its own language; the page turns in place. */
final class LanguageSwitch extends Div {
  LanguageSwitch() {
    addClassName("languages");
    getElement().setAttribute("role", "group");
    for (var language : Languages.ALL) {
      var name = language.equals(Locale.ENGLISH) ? "EN" : language.getDisplayLanguage(language);
      var button = new NativeButton(name, click -> Languages.choose(language));
      button.getElement().setAttribute("lang", language.toLanguageTag());
      add(button);
    }
  }

  /** Shows {@code current} as chosen; {@code label} names the group. */
  void show(Locale current, String label) {
    getElement().setAttribute("aria-label", label);
    getChildren()
        .forEach(button -> {
          var chosen = current.toLanguageTag().equals(button.getElement().getAttribute("lang"));
          button.getElement().setAttribute("aria-pressed", String.valueOf(chosen));
        });
  }
}
