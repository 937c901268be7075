package ringside.emulator.vmx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Limits;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Board;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/**
 * Runs cases under the small hypervisor of {@code kernel.inc}: a file of cases, or one that a test
 * has as text.
 */
final class VmxGuest {
  /** With all that a scenario may add to the model. */
  static final CpuModel SKYLAKE = with(CpuModel.INTEL_SKYLAKE, CpuFeature.MONITOR);

  static final long ORIGIN = 0x10_0000;
  static final long LIMIT = 20_000_000;
  private static final String END = "end\n";
  private static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());

  final Machine machine;
  private final StringBuilder output = new StringBuilder();

  private VmxGuest(CpuModel model, byte[] image) {
    this(MachineConfiguration.of(model, Preset.LM64VMX, ORIGIN), image);
  }

  private VmxGuest(MachineConfiguration configuration, byte[] image) {
    machine = new Machine(configuration);
    machine.load(ORIGIN, image);
    machine.setOutput(character -> output.append((char) character));
  }

  private static CpuModel with(CpuModel model, CpuFeature feature) {
    Set<CpuFeature> features = EnumSet.copyOf(model.features());
    features.add(feature);
    return new CpuModel(
        model.name(),
        model.vendor(),
        model.signature(),
        model.brand(),
        model.physicalAddressBits(),
        features);
  }

  /** The cases of a resource, on a machine with a local APIC. */
  static VmxGuest onPc(String file) {
    MachineConfiguration configuration =
        MachineConfiguration.of(SKYLAKE, Preset.LM64VMX, ORIGIN).withBoard(Board.of(Board.Kind.PC));
    return new VmxGuest(configuration, assemble(file, text(file)));
  }

  /** The cases of a resource. */
  static VmxGuest of(String file) {
    return new VmxGuest(SKYLAKE, assemble(file, text(file)));
  }

  /** One case: what sets up the VMCS, and the guest. */
  static VmxGuest of(CpuModel model, String setup, String guest) {
    String source =
        """
        %%include "kernel.inc"
                case "case", "q"
                %s
                guest
                %s
                end_of_cases
        """
            .formatted(setup, guest);
    return new VmxGuest(model, assemble("case.asm", source));
  }

  static byte[] assemble(String file, String source) {
    SourceProvider sources =
        (path, _) ->
            new SourceProvider.Found(
                path, (path.equals(file) ? source : text(path)).getBytes(StandardCharsets.UTF_8));
    Assembly assembly =
        ASSEMBLER.assemble(file, sources, new AssemblerOptions(Limits.DEFAULT, Map.of(), 0, 16));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(file + " does not assemble: " + assembly.diagnostics());
    }
    return assembly.image();
  }

  static String text(String name) {
    try (InputStream in = VmxGuest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs to the end, at full speed. */
  VmxGuest run() {
    RunOutcome outcome = machine.run(LIMIT);
    if (!outcome.equals(new RunOutcome.DebugExit(1))) {
      throw new AssertionError("the hypervisor did not end: " + outcome + " after " + output);
    }
    return this;
  }

  /** Runs to the end, one step at a time. */
  VmxGuest step() {
    int printed = 0;
    while (machine.ticks() < LIMIT) {
      machine.step();
      if (output.length() > printed) {
        printed = output.length();
        if (printed >= END.length() && output.lastIndexOf(END) == printed - END.length()) {
          break;
        }
      }
    }
    return this;
  }

  /** What the hypervisor printed. */
  String output() {
    return output.toString();
  }
}
