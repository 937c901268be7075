package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentEvent;
import com.vaadin.flow.component.ComponentEventListener;
import com.vaadin.flow.component.DomEvent;
import com.vaadin.flow.component.EventData;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.shared.Registration;
import java.util.Locale;

/**
 * The player as a component: told once which recording it shows and in which words, it steps,
 * scrubs and forks by itself. The server hears only of what concerns the rest of the page; progress
 * goes to the API directly.
 */
@Tag("ringside-player")
@JsModule("./player/ringside-player.ts")
@JsModule("./shell/progress.ts")
final class RingsidePlayer extends Component {

  /** Opens {@code run} of a scenario. */
  void open(String slug, String hash) {
    getElement()
        .setAttribute("data-scenario", slug)
        .setProperty("textUrl", "api/scenarios/" + slug + "/text/{lang}")
        .setProperty("permalinkBase", "/s/" + slug + "@" + hash.substring(0, 8))
        .setProperty("recordingUrl", Addresses.recording(hash));
  }

  /** Where the crumbs lead: {@code title} of the part of the course, and its address. */
  void setCourse(String title, String address) {
    getElement().setProperty("lesson", title).setProperty("courseUrl", address);
  }

  /** Turns every word of the player; the moment stays. */
  void setLanguage(Locale language) {
    getElement().setProperty("lang", language.toLanguageTag());
  }

  Registration addVariantListener(ComponentEventListener<VariantEvent> listener) {
    return addListener(VariantEvent.class, listener);
  }

  Registration addLanguageListener(ComponentEventListener<LanguageEvent> listener) {
    return addListener(LanguageEvent.class, listener);
  }

  /** The learner turned the player to another language. */
  @DomEvent("lang-change")
  public static class LanguageEvent extends ComponentEvent<RingsidePlayer> {
    private final Locale language;

    public LanguageEvent(
        RingsidePlayer source,
        boolean fromClient,
        @EventData("event.detail.lang") String language) {
      super(source, fromClient);
      this.language = Locale.forLanguageTag(language);
    }

    Locale language() {
      return language;
    }
  }

  /** The learner chose another run of the scenario. */
  @DomEvent("variant-change")
  public static class VariantEvent extends ComponentEvent<RingsidePlayer> {
    private final String variant;

    public VariantEvent(
        RingsidePlayer source,
        boolean fromClient,
        @EventData("event.detail.variant") String variant) {
      super(source, fromClient);
      this.variant = variant;
    }

    String variant() {
      return variant;
    }
  }
}
