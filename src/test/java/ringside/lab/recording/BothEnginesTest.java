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
import ringside.emulator.machine.Engine;
import ringside.emulator.machine.Machine;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Scenarios;

/** Every scenario, interpreted and compiled: the same ticks, states, memory and outcome. */
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
    Machine interpreted = MachineFactory.build(scenario);
    interpreted.setEngine(Engine.INTERPRETER);
    Machine compiled = MachineFactory.build(scenario);
    compiled.connect(new RegionCompiler(), 1);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      assertThat(compiled.run(CHUNK)).isEqualTo(interpreted.run(CHUNK));
      assertThat(ProcessorState.of(compiled.cpu()).numbers())
          .isEqualTo(ProcessorState.of(interpreted.cpu()).numbers());
    }
    int size = (int) interpreted.memory().size();
    assertThat(compiled.memory().read(0, size)).isEqualTo(interpreted.memory().read(0, size));
    assertThat(compiled.snapshot().devices())
        .usingRecursiveComparison()
        .isEqualTo(interpreted.snapshot().devices());
  }
}
