package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import java.util.Locale;

/** A recorded run on the home page, to be stepped at once. */
@Tag("ringside-live-run")
@JsModule("./home/live-run.ts")
final class LiveRun extends Component {

  /**
   * Shows the run {@code hash} of the scenario {@code number} from where it goes through {@code
   * via}.
   */
  LiveRun(String hash, String number, String via) {
    getElement()
        .setProperty("recording", Addresses.recording(hash))
        .setProperty("number", number)
        .setProperty("via", via);
  }

  /** Every word of it; {@code open} names the link to {@code address}, where the player is. */
  void setWords(Locale language, String name, String open, String address) {
    getElement()
        .setProperty("lang", language.toLanguageTag())
        .setProperty("name", name)
        .setProperty("open", open)
        .setProperty("href", address);
  }
}
