package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.engine.RegionCompiler;
import ringside.emulator.engine.Threader;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Scenarios;

/**
 * Every scenario, by single operations, interpreted and compiled: the same ticks, states, memory
 * and outcome.
 */
class BothEnginesTest {
  private static final int CHUNK = 997;
  private static final int CHUNKS = 40;

  static List<BuiltScenario> runs() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("scenarios"))) {
      return Stream.concat(
              folders.filter(folder -> Files.exists(folder.resolve("scenario.yaml"))).sorted(),
              Stream.of(Scenarios.folder("boots")))
          .flatMap(folder -> Recordings.load(folder).runs().stream())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void bothLeadToTheSameStates(BuiltScenario scenario) {
    Machine stepped = MachineFactory.build(scenario);
    stepped.disconnectEngines();
    Machine threaded = MachineFactory.build(scenario);
    Threader threader = Threader.eager();
    threaded.thread(mode -> threader, 1);
    Machine compiled = MachineFactory.build(scenario);
    compiled.connect(new RegionCompiler(), 1);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      RunOutcome outcome = stepped.run(CHUNK);
      List<Long> expected = ProcessorState.of(stepped.cpu()).numbers();
      for (Machine machine : List.of(threaded, compiled)) {
        assertThat(machine.run(CHUNK)).isEqualTo(outcome);
        assertThat(ProcessorState.of(machine.cpu()).numbers()).isEqualTo(expected);
      }
    }
    int size = (int) stepped.memory().size();
    for (Machine machine : List.of(threaded, compiled)) {
      assertThat(machine.memory().read(0, size)).isEqualTo(stepped.memory().read(0, size));
      assertThat(machine.snapshot().devices())
          .usingRecursiveComparison()
          .isEqualTo(stepped.snapshot().devices());
    }
  }
}
