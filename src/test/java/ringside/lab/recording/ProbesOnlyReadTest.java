package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.lab.scenario.BuiltScenario;

/**
 * Probes tell what software means and change nothing: without any of them a run has the same
 * architectural events, and each tick changes the same registers and bytes.
 */
class ProbesOnlyReadTest {
  static List<BuiltScenario> runs() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("scenarios"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("scenario.yaml")))
          .sorted()
          .flatMap(folder -> Recordings.load(folder).runs().stream())
          .filter(run -> !run.probes().isEmpty())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aRunWithoutProbesIsTheSame(BuiltScenario run) {
    Recording with = Recorder.record(run);
    Recording without = Recorder.record(withoutProbes(run));

    assertThat(without.events()).allMatch(RunEvent::architectural);
    assertThat(architectural(without)).isEqualTo(architectural(with));
    assertThat(without.ticks()).isEqualTo(with.ticks());
    for (int tick = 0; tick < with.ticks(); tick++) {
      assertThat(without.run().log().sameTick(tick, with.run().log())).as("tick %d", tick).isTrue();
    }
  }

  private static List<String> architectural(Recording recording) {
    return recording.events().stream()
        .filter(RunEvent::architectural)
        .map(event -> event.tick() + " " + event.text())
        .toList();
  }

  private static BuiltScenario withoutProbes(BuiltScenario run) {
    return new BuiltScenario(
        run.scenario(),
        run.variant(),
        run.machine(),
        run.programs(),
        run.boot(),
        run.regions(),
        run.inputs(),
        run.labels(),
        run.entry(),
        run.stack(),
        run.until(),
        run.lanes(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
