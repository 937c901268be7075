package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** Light or dark: chosen and remembered in the browser, so that the page never flashes. */
@Tag("ringside-theme-switch")
@JsModule("./shell/theme-switch.ts")
final class ThemeSwitch extends Component {
  void setLabel(String label) {
    getElement().setProperty("label", label);
  }
}
