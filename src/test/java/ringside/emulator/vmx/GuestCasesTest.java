package ringside.emulator.vmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Limits;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/**
 * Runs small guests under a small hypervisor, which prints how each exits. A case is a few lines of
 * a file {@code .asm}; the file {@code .txt} beside it is what Bochs 2.7 (corei7_skylake_x) prints
 * for the same bytes behind {@code boot.asm}. A line marked {@code # SDM} is by the manual, where
 * Bochs lacks the feature or makes no such check.
 */
class GuestCasesTest {
  private static final long ORIGIN = 0x10_0000;
  private static final long LIMIT = 20_000_000;
  private static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());

  @ParameterizedTest(name = "{0}, one step at a time: {1}")
  @CsvSource({
    "exits, false",
    "exits, true",
    "entry-checks, false",
    "events, false",
    "events, true",
    "memory, false",
    "memory, true"
  })
  void guestsExitAsExpected(String file, boolean steps) {
    Machine machine =
        new Machine(MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.LM64VMX, ORIGIN));
    machine.load(ORIGIN, assemble(file + ".asm"));
    StringBuilder output = new StringBuilder();
    machine.setOutput(character -> output.append((char) character));
    if (steps) {
      step(machine, output);
    } else {
      assertEquals(new RunOutcome.DebugExit(1), machine.run(LIMIT));
    }
    assertIterableEquals(
        text(file + ".txt").replace(" # SDM", "").lines().toList(),
        output.toString().lines().toList());
  }

  private static void step(Machine machine, StringBuilder output) {
    while (output.indexOf("end\n") < 0 && machine.ticks() < LIMIT) {
      machine.step();
    }
  }

  private static byte[] assemble(String file) {
    SourceProvider sources =
        (path, _) -> new SourceProvider.Found(path, text(path).getBytes(StandardCharsets.UTF_8));
    Assembly assembly =
        ASSEMBLER.assemble(file, sources, new AssemblerOptions(Limits.DEFAULT, Map.of(), 0, 16));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(file + " does not assemble: " + assembly.diagnostics());
    }
    return assembly.image();
  }

  private static String text(String name) {
    try (InputStream in = GuestCasesTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
