package ringside.emulator.vmx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/**
 * Each row of {@code host32.txt}: a 32-bit hypervisor, with or without PAE, on the first processors
 * with VT-x, which have neither EPT nor unrestricted guests, and on later ones.
 */
class LegacyHostTest {
  static final long LIMIT = 100_000;

  static Stream<List<String>> rows() {
    return VmxGuest.text("host32.txt")
        .lines()
        .filter(line -> !line.startsWith("# "))
        .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void guestsOfA32BitHost(List<String> row) {
    Machine machine = machine(row);
    RunOutcome outcome = machine.run(LIMIT);
    assertEquals(row.get(4), outcome(machine, outcome));
  }

  /** A machine with the hypervisor and the guest of a row. */
  static Machine machine(List<String> row) {
    CpuModel model =
        row.get(1).equals("prescott") ? CpuModel.INTEL_PRESCOTT : CpuModel.INTEL_SKYLAKE;
    Machine machine = new Machine(MachineConfiguration.of(model, Preset.PM32PG, VmxGuest.ORIGIN));
    String source =
        """
        %%include "host32.inc"
        %s
        enter_guest
        %s
        """
            .formatted(row.get(2).replace(";", "\n"), row.get(3).replace(";", "\n"));
    machine.load(VmxGuest.ORIGIN, VmxGuest.assemble("host32.asm", source));
    return machine;
  }

  private static String outcome(Machine machine, RunOutcome outcome) {
    if (!outcome.equals(new RunOutcome.HaltedForever())) {
      return outcome instanceof RunOutcome.Shutdown ? "shutdown" : outcome.toString();
    }
    Vmcs vmcs = ((Vmx) machine.cpu().virtualization()).vmcs();
    if (!vmcs.launched() && vmcs.get(VmcsField.EXIT_REASON) == 0) {
      return "fail " + vmcs.get(VmcsField.VM_INSTRUCTION_ERROR);
    }
    int reason = vmcs.get32(VmcsField.EXIT_REASON);
    return "exit %s %x %d"
        .formatted(
            reason < 0 ? Integer.toHexString(reason) : reason,
            vmcs.get(VmcsField.EXIT_QUALIFICATION),
            vmcs.get(VmcsField.EXIT_INSTRUCTION_LENGTH));
  }
}
