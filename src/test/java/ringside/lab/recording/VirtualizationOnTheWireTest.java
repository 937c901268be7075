package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.lab.introspect.ControlBlockLayout;
import ringside.lab.recording.wire.WireJson;
import ringside.lab.recording.wire.WireRecording;

/** What the player needs to show control blocks and exits comes with the recording. */
class VirtualizationOnTheWireTest {
  @ParameterizedTest
  @CsvSource({"first-vm, VMX", "nested-paging, VMX", "amd-v, SVM"})
  void everyExitIsExplainedAndEveryFieldNamed(String scenario, String technology) {
    WireRecording document = document(scenario);

    ControlBlockLayout layout = document.controlBlock();
    assertNotNull(layout);
    assertEquals(technology, layout.technology());
    Set<Integer> known =
        layout.fields().stream().map(ControlBlockLayout.Field::code).collect(Collectors.toSet());
    assertThat(known).hasSameSizeAs(layout.fields());
    for (WireRecording.Event event : document.events()) {
      if (event.kind().equals("VMEXIT")) {
        assertNotNull(event.explained(), event.text());
      } else {
        assertNull(event.explained(), event.text());
      }
      if ("VMWRITE".equals(event.fields().get("instruction"))) {
        assertThat(known).contains(Integer.parseInt((String) event.fields().get("operand"), 16));
      }
    }
    assertThat(document.events()).anyMatch(event -> event.kind().equals("VMEXIT"));
  }

  @Test
  void runsWithoutVirtualizationCarryNothingOfIt() {
    assertNull(document("bare-metal").controlBlock());
  }

  private static WireRecording document(String scenario) {
    Recording recording = Recordings.record(scenario, "base");
    return WireJson.read(WireWriter.write(recording).document(), WireRecording.class);
  }
}
