package ringside.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.asm.Assembly;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.engine.RegionCompiler;

/**
 * Runs the self-checking programs, each by single steps, by {@link Machine#run} and compiled, on
 * each vendor's processor; all ways must end in the same state after the same number of ticks.
 */
class GuestProgramTest {
  /** The programs use what these have; the older models have less. */
  private static final List<CpuModel> MODELS = List.of(CpuModel.INTEL_SKYLAKE, CpuModel.AMD_ZEN);

  private static final long LIMIT = 3_000_000;
  private static final long ORIGIN = 0x10_0000;

  static Stream<Arguments> programs() {
    return Stream.of(
            "segments.asm",
            "tasks.asm",
            "identifiers.asm",
            "debug.asm",
            "gates.asm",
            "privileges.asm",
            "paging32.asm",
            "paging-pae.asm",
            "interrupts.asm",
            "virtual-8086.asm",
            "long-mode.asm",
            "protection-keys.asm",
            "local-apic.asm",
            "model-specific.asm",
            "system-calls.asm")
        .flatMap(file -> MODELS.stream().map(model -> Arguments.of(file, model)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("programs")
  void everyRowHolds(String file, CpuModel model) {
    Assembly assembly = GuestProgram.assemble(file, Map.of("VENDOR_" + model.vendor(), "1"));

    Machine fast = machine(file, model, assembly);
    fast.setEngine(Engine.INTERPRETER);
    StringBuilder printed = new StringBuilder();
    fast.setOutput(character -> printed.append((char) character));
    fast.setDebugOutput(character -> printed.append((char) character));
    RunOutcome outcome = fast.run(LIMIT);
    assertEquals(List.of(), GuestProgram.wrongRows(assembly, printed.toString()));
    assertEquals(new RunOutcome.DebugExit(1), outcome);

    Machine stepped = machine(file, model, assembly);
    for (long tick = 0; tick < fast.ticks(); tick++) {
      StepResult result = stepped.step();
      assertEquals(tick + 1, stepped.ticks(), () -> "a step was " + result);
    }
    assertEquals(
        ProcessorState.of(fast.cpu()).numbers(), ProcessorState.of(stepped.cpu()).numbers());

    Machine compiled = machine(file, model, assembly);
    compiled.connect(new RegionCompiler(), 1);
    assertEquals(outcome, compiled.run(LIMIT));
    assertEquals(
        ProcessorState.of(fast.cpu()).numbers(), ProcessorState.of(compiled.cpu()).numbers());
  }

  private static Machine machine(String file, CpuModel model, Assembly assembly) {
    CpuModel equipped = Board.of(Board.Kind.ISAPC).equip(model);
    MachineConfiguration plain = MachineConfiguration.of(equipped, Preset.PM32, ORIGIN);
    Board pc = Board.of(Board.Kind.PC);
    Machine machine = new Machine(file.equals("local-apic.asm") ? plain.withBoard(pc) : plain);
    machine.load(ORIGIN, assembly.image());
    return machine;
  }
}
