package ringside.lab.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.ImageBoot;
import ringside.lab.scenario.Scenario.Input;
import ringside.lab.scenario.Scenario.Region;

/**
 * The content address of a run: a hash of everything that the machine's behaviour depends on
 * (image, configuration, input log) and of nothing else, so that links outlive corrected texts.
 */
final class RecordingHash {
  private RecordingHash() {}

  static String of(BuiltScenario scenario, List<Edit> edits) {
    Digest digest = new Digest().add("ringside recording 1");
    digest
        .add(scenario.machine().cpu())
        .add(scenario.machine().memory())
        .add(scenario.machine().preset())
        .add(String.join(" ", scenario.machine().features()))
        .add(String.join(" ", scenario.machine().without()))
        .add(scenario.entry())
        .add(scenario.stack().orElse(-1))
        .add(scenario.until().orElse(-1))
        .add(scenario.scenario().limits().instructions())
        .add(scenario.scenario().limits().output());
    for (AssembledProgram program : scenario.programs()) {
      digest.add(program.program().at()).add(program.program().ring()).add(program.image());
    }
    addBoot(digest, scenario.boot());
    for (Region region : scenario.regions()) {
      digest.add(region.at()).add(region.size()).add(region.ring()).add(region.write() ? 1 : 0);
    }
    for (Input input : scenario.inputs()) {
      digest.add(input.at()).add(input.text());
    }
    for (Edit edit : edits) {
      digest.add(edit.tick());
      switch (edit) {
        case Edit.SetRegister e -> digest.add("register").add(e.register()).add(e.value());
        case Edit.SetMemory e -> digest.add("memory").add(e.address()).add(e.bytes());
        case Edit.Type e -> digest.add("console").add(e.text());
      }
    }
    return digest.hex();
  }

  private static void addBoot(Digest digest, @Nullable ImageBoot boot) {
    if (boot == null) {
      return;
    }
    digest.add("boot").add(boot.board().kind().id()).add(boot.name()).add(boot.append());
    boot.board().floppies().forEach(image -> digest.add("floppy").add(image));
    boot.board().disks().forEach(image -> digest.add("disk").add(image));
    byte[] kernel = boot.kernel();
    if (kernel != null) {
      digest.add("kernel").add(kernel);
    }
    boot.modules().forEach(module -> digest.add(module.commandLine()).add(module.content()));
  }
}
