package ringside.emulator.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import ringside.emulator.cpu.CpuModel;

/** What the view shows of a guest that left. */
class VmcbViewTest {
  @Test
  void showsTheLastExitAndWhatWasAskedFor() {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN).program("cpuid").ask(ExitCode.CPUID);
    assertNull(VmcbView.lastOf(guest.machine.cpu(), guest.machine.memory()), "before any VMRUN");

    guest.run();
    VmcbView view = VmcbView.lastOf(guest.machine.cpu(), guest.machine.memory());

    assertNotNull(view);
    assertEquals(SvmGuest.VMCB, view.address());
    assertEquals("CPUID", view.exit().name());
    assertEquals(SvmGuest.GUEST + 2, view.exit().nextRip());
    assertThat(field(view, "intercepts", "INSTRUCTIONS_1").parts())
        .containsExactly("CPUID", "HLT", "SHUTDOWN");
    assertThat(field(view, "intercepts", "INSTRUCTIONS_2").parts()).containsExactly("VMRUN");
    assertEquals(SvmGuest.GUEST, field(view, "registers", "RIP").value());
    assertThat(field(view, "segments", "CS").parts()).contains("attributes=a9b", "base=0");
  }

  private static VmcbView.Field field(VmcbView view, String group, String name) {
    return view.groups().stream()
        .filter(g -> g.name().equals(group))
        .flatMap(g -> g.fields().stream())
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
