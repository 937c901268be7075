package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/**
 * A run as a bar of its lanes, seen up to a tick; the element reads the lanes off the recording.
 */
@Tag("ringside-run-bar")
@JsModule("./home/run-bar.ts")
final class RunBar extends Component {
  RunBar(String recording, long tick, String label) {
    getElement()
        .setProperty("recording", Addresses.recording(recording))
        .setProperty("tick", tick)
        .setProperty("label", label);
  }
}
