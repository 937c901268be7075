package ringside.emulator.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.machine.InstructionTables;

/** Each intercept has a row in {@code intercepts.txt}, or a test that needs more than a row. */
class CoverageTest {
  private static final long GDT = 0x2B_0000;
  private static final long TASK = 0x2C_0000;

  /** Code to the class and method of its test. */
  private static final Map<Integer, String> ELSEWHERE =
      Map.of(
          ExitCode.INTR, "GuestEventsTest.aPhysicalInterruptLeavesWhateverTheGuestsFlag",
          ExitCode.VINTR, "GuestEventsTest.theInterruptWindowIsAnInterceptOfTheVirtualInterrupt",
          ExitCode.NMI, "GuestEventsTest.theGuestCanHoldBackEverythingByTheFlagItself",
          ExitCode.SMI, "GuestEventsTest.aSystemManagementInterruptLeavesIfItIsAskedFor",
          ExitCode.TASK_SWITCH, "CoverageTest.aTaskSwitchLeaves",
          ExitCode.NPF, "NestedPagingTest.tellsWhatWasRefused",
          ExitCode.INVALID, "InterceptTest.refusesInconsistentState");

  /**
   * Codes that nothing on this machine can cause: one processor has nobody who would send it INIT;
   * FERR# is not frozen; SKINIT and, on this model, INVPCID are undefined.
   */
  private static final Set<Integer> IMPOSSIBLE =
      Set.of(ExitCode.INIT, ExitCode.FERR_FREEZE, ExitCode.SKINIT, ExitCode.INVPCID);

  @Test
  void everyInterceptHasARow() {
    Set<String> covered =
        InterceptTest.rows()
            .map(row -> ExitCode.name((int) row.number(4)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named = new TreeSet<>();
    for (int code = ExitCode.INTR; code < ExitCode.INTERCEPTS; code++) {
      boolean known = !ExitCode.name(code).equals(Integer.toHexString(code));
      if (known && !ELSEWHERE.containsKey(code) && !IMPOSSIBLE.contains(code)) {
        named.add(ExitCode.name(code));
      }
    }
    assertThat(covered).containsAll(named);
  }

  @Test
  void theTestsElsewhereExist() throws ClassNotFoundException {
    for (String test : ELSEWHERE.values()) {
      int dot = test.indexOf('.');
      Class<?> type = Class.forName(getClass().getPackageName() + "." + test.substring(0, dot));
      String method = test.substring(dot + 1);
      assertTrue(
          Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method)), test);
    }
  }

  /** What a row of the instruction table says about SVM is an intercept. */
  @Test
  void everyInterceptOfAnInstructionIsKnown() {
    for (InstructionRow row : InstructionTables.table().rows()) {
      String name = row.attributes().svm();
      if (name != null) {
        assertThat(ExitCode.ofRow(name)).isBetween(0, ExitCode.INTERCEPTS - 1);
      }
    }
  }

  /** AMD APM, "Task Switch Intercept": selector, and what asked for it. */
  @ParameterizedTest
  @CsvSource({"call 0x28:0, 0", "jmp 0x28:0, 4000000000"})
  void aTaskSwitchLeaves(String instruction, String information) {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN);
    guest.machine.load(SvmGuest.GUEST, SvmGuest.assemble(SvmGuest.GUEST, 32, instruction));
    LiesTest.legacyWithPae(guest);
    guest.machine.memory().store(GDT + 0x28, 8, 0x0000_8900_0000_0067L | TASK << 16);
    guest.put(Vmcb.GDTR + Vmcb.BASE, 8, GDT).put(Vmcb.GDTR + Vmcb.LIMIT, 4, 0x2F);

    guest.ask(ExitCode.TASK_SWITCH).run();

    assertEquals("TASK_SWITCH", guest.exit());
    assertEquals(0x28, guest.get(Vmcb.EXIT_INFO_1));
    assertEquals(information, Long.toHexString(guest.get(Vmcb.EXIT_INFO_2)));
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
    assertEquals(0, guest.machine.cpu().register(LogicalProcessor.RBX, 8));
  }
}
