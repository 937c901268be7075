package ringside.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Symbol;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;

/** The options that load bytes into a machine without firmware and run them. */
final class ProgramOptions {
  private static final String DEFAULT_MEMORY = "16M";
  private static final long BOOT_SECTOR = 0x7C00;
  private static final long ONE_MEBIBYTE = 0x10_0000;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      description = "State at the start: real (default), pm32, pm32pg or lm64.")
  @Nullable String preset;

  @Option(
      names = "--at",
      paramLabel = "ADDRESS",
      description =
          "Where an image is loaded; default 0x7c00, with a preset other than real 0x100000.")
  @Nullable String at;

  @Option(
      names = "--entry",
      paramLabel = "ADDRESS|LABEL",
      description = "First instruction; default the label start, else the first byte.")
  @Nullable String entry;

  /** Whether the caller says how to run the bytes, so that nobody need guess. */
  boolean given() {
    return preset != null || at != null || entry != null;
  }

  /** A machine with the bytes in it. */
  Machine load(CpuModel cpu, @Nullable String memory, byte[] image, @Nullable Assembly assembly) {
    Preset state = preset();
    String size = memory == null ? DEFAULT_MEMORY : memory;
    long load = loadAddress(assembly, state);
    Machine machine = machine(cpu, size, state, entry(assembly, load));
    if (!machine.memory().holds(load, image.length)) {
      throw CommandFailure.author(
          "%d bytes at 0x%x do not fit into %s of memory".formatted(image.length, load, size));
    }
    machine.load(load, image);
    return machine;
  }

  private static Machine machine(CpuModel cpu, String memory, Preset state, long first) {
    try {
      return new Machine(
          MachineConfiguration.of(cpu, state, first).withMemory(Numbers.size("--memory", memory)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.author("--memory " + memory + ": " + e.getMessage());
    }
  }

  private Preset preset() {
    List<String> names = new ArrayList<>();
    for (Preset each : Preset.values()) {
      if (each.id().equals(preset == null ? Preset.REAL.id() : preset)) {
        return each;
      }
      names.add(each.id());
    }
    throw CommandFailure.author(
        "there is no preset " + preset + "; there are " + String.join(", ", names));
  }

  private long loadAddress(@Nullable Assembly assembly, Preset state) {
    if (at != null) {
      return Numbers.address("--at", at);
    }
    if (assembly != null) {
      return assembly.origin();
    }
    return state == Preset.REAL ? BOOT_SECTOR : ONE_MEBIBYTE;
  }

  private long entry(@Nullable Assembly assembly, long load) {
    if (entry == null) {
      Symbol start = assembly == null ? null : assembly.symbol("start");
      return start == null ? load : start.value();
    }
    Symbol label = assembly == null ? null : assembly.symbol(entry);
    if (label != null) {
      return label.value();
    }
    if (!Character.isDigit(entry.charAt(0))) {
      throw CommandFailure.author("there is no label " + entry);
    }
    return Numbers.address("--entry", entry);
  }
}
