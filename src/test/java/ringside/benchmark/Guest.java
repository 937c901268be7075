package ringside.benchmark;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import ringside.emulator.machine.AccessRange;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.MachineModels;
import ringside.lab.scenario.ScenarioLoader;

/** What the benchmarks run: the runs of the scenario {@code watched}, each a loop without end. */
public enum Guest {
  /** SYSCALL and SYSRET round trips: three events in six ticks. */
  SYSTEM_CALLS("base"),
  /** Calls that load and store: four accesses in nine ticks. */
  CALLS("calls");

  private static final long PAGE = 4096;

  private final String variant;

  Guest(String variant) {
    this.variant = variant;
  }

  /** The scenario's run, to record. */
  BuiltScenario scenario() {
    return loaded().runs().stream()
        .filter(run -> run.variant().equals(variant))
        .findFirst()
        .orElseThrow();
  }

  /** The same on a machine of its own. */
  Machine machine() {
    BuiltScenario run = scenario();
    List<AccessRange> user =
        run.programs().stream()
            .filter(program -> program.program().ring() == 3)
            .map(program -> new AccessRange(program.program().at(), PAGE, true, true))
            .toList();
    Machine machine =
        new Machine(
            MachineConfiguration.of(
                    MachineModels.cpu(run.machine()),
                    MachineModels.preset(run.machine()),
                    run.entry())
                .withRanges(user));
    for (AssembledProgram program : run.programs()) {
      machine.load(program.program().at(), program.image());
    }
    return machine;
  }

  private static LoadedScenario loaded() {
    URL file = Guest.class.getResource("watched/scenario.yaml");
    if (file == null) {
      throw new IllegalStateException("the scenario is not among the resources");
    }
    try {
      Path folder = Path.of(file.toURI()).resolveSibling("");
      Diagnostics diagnostics = new Diagnostics();
      return ScenarioLoader.load(folder, diagnostics)
          .orElseThrow(() -> new IllegalStateException(diagnostics.list().toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
