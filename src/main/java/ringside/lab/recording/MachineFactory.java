package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.machine.AccessRange;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.ImageBoot;
import ringside.lab.scenario.MachineModels;
import ringside.lab.scenario.Scenario.Region;

/** Builds the machine of a run, with its programs loaded and nothing executed. */
final class MachineFactory {
  private static final int USER = 3;

  private MachineFactory() {}

  static Machine build(BuiltScenario scenario) {
    List<AccessRange> ranges = new ArrayList<>();
    for (AssembledProgram program : scenario.programs()) {
      if (program.program().ring() == USER && program.image().length > 0) {
        ranges.add(new AccessRange(program.program().at(), program.image().length, true, true));
      }
    }
    for (Region region : scenario.regions()) {
      if (region.ring() == USER || !region.write()) {
        ranges.add(
            new AccessRange(region.at(), region.size(), region.ring() == USER, region.write()));
      }
    }
    MachineConfiguration configuration =
        MachineConfiguration.of(
                MachineModels.cpu(scenario.machine()),
                MachineModels.preset(scenario.machine()),
                scenario.entry())
            .withMemory(scenario.machine().memory())
            .withSeed(scenario.machine().seed())
            .withRanges(ranges)
            .withStack(scenario.stack().orElse(Preset.STACK));
    ImageBoot boot = scenario.boot();
    Machine machine =
        new Machine(boot == null ? configuration : configuration.withBoard(boot.board()));
    if (boot != null) {
      boot.start(machine);
    }
    for (AssembledProgram program : scenario.programs()) {
      if (boot == null || !boot.programs().contains(program.program().id())) {
        machine.load(program.program().at(), program.image());
      }
    }
    return machine;
  }
}
