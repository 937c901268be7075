package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.Scenarios;

/** A scenario whose machine is an image: a kernel, a floppy or a disk of a whole PC. */
class ImageScenarioTest {
  private final LoadedScenario scenario = Recordings.load(Scenarios.folder("boots"));

  @Test
  void everyImageBootsAndPassesItsChecks() {
    for (BuiltScenario run : scenario.runs()) {
      Recording recording = Recorder.record(run);
      assertThat(recording.checks()).as(run.variant()).hasSize(1).allMatch(check -> check.pass());
    }
  }

  @Test
  void theHashTellsImagesBoardsAndCommandLinesApart() {
    List<String> hashes =
        scenario.runs().stream().map(run -> RecordingHash.of(run, List.of())).toList();
    assertThat(hashes).doesNotHaveDuplicates();
  }
}
