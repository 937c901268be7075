package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** The little picture on a starter card. */
@Tag("ringside-starter-art")
@JsModule("./home/starter-art.ts")
final class StarterArt extends Component {
  StarterArt(String slug, String user, String kernel) {
    getElement().setProperty("scene", slug).setProperty("user", user).setProperty("kernel", kernel);
  }
}
