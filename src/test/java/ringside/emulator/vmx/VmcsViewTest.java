package ringside.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.vmx.VmcsView.Area;
import ringside.emulator.vmx.VmcsView.Control;

/** What the view shows of a guest that left. */
class VmcsViewTest {
  private static final String OUT =
      """
      mov     dx, 0x3F8
      mov     al, 'x'
      out     dx, al
      """;
  private static final String UNCONDITIONAL_IO = "vmor PRIMARY_CONTROLS, 1 << 24";

  @Test
  void showsTheLastExit() {
    VmcsView view = afterwards(VmxGuest.of(CpuModel.INTEL_SKYLAKE, UNCONDITIONAL_IO, OUT));

    assertEquals(0x20_1000, view.address());
    assertEquals(true, view.launched());
    assertEquals(false, view.running());
    assertNotNull(view.exit());
    assertEquals("IO", view.exit().name());
    assertEquals(0x3F8_0000, view.exit().qualification());
    assertEquals(1, view.exit().instructionLength());
    assertEquals(view.exit().rip(), field(view, Area.GUEST_STATE, VmcsField.GUEST_RIP).value());
    assertThat(field(view, Area.EXIT_INFORMATION, VmcsField.EXIT_REASON).parts())
        .containsExactly("IO");
  }

  @Test
  void namesWhatFieldsHold() {
    VmcsView view =
        afterwards(
            VmxGuest.of(
                CpuModel.INTEL_SKYLAKE,
                """
                call    user_mode
                secondary 1 << 1 | 1 << 5
                vmset   EXCEPTION_BITMAP, 1 << 13 | 1 << 14
                """,
                "hlt\ncli"));

    assertThat(field(view, Area.EXECUTION_CONTROLS, VmcsField.EXCEPTION_BITMAP).parts())
        .containsExactly("#GP", "#PF");
    assertThat(field(view, Area.GUEST_STATE, VmcsField.GUEST_CS_ACCESS_RIGHTS).parts())
        .containsExactly("type=11", "DPL=3", "S", "P", "L", "G");
    assertThat(field(view, Area.GUEST_STATE, VmcsField.GUEST_LDTR_ACCESS_RIGHTS).parts())
        .containsExactly("unusable");
    assertThat(field(view, Area.EXECUTION_CONTROLS, VmcsField.EPT_POINTER).parts())
        .containsExactly("memory type=6", "walk length=4");
    assertThat(field(view, Area.EXIT_INFORMATION, VmcsField.EXIT_INTERRUPTION_INFORMATION).parts())
        .containsExactly("hardware exception", "vector=0xd", "error code");
    assertThat(controlsOn(view, Area.EXECUTION_CONTROLS, VmcsField.SECONDARY_CONTROLS))
        .containsExactly("enable EPT", "enable VPID");
  }

  @Test
  void tellsWhichControlsSoftwareMayChoose() {
    VmcsView view = afterwards(VmxGuest.of(CpuModel.INTEL_SKYLAKE, UNCONDITIONAL_IO, OUT));

    assertEquals(
        new Control(VmxControl.UNCONDITIONAL_IO_EXITING, true, true, true),
        control(view, VmxControl.UNCONDITIONAL_IO_EXITING));
    assertEquals(
        new Control(VmxControl.CR3_LOAD_EXITING, false, true, true),
        control(view, VmxControl.CR3_LOAD_EXITING),
        "in the default1 class, but the TRUE capability MSR lets it be 0");
    assertEquals(
        new Control(VmxControl.ENTRY_TO_SMM, false, true, false),
        control(view, VmxControl.ENTRY_TO_SMM),
        "there is no SMM");
  }

  @Test
  void everyFieldIsInOneGroup() {
    VmcsView view = afterwards(VmxGuest.of(CpuModel.INTEL_SKYLAKE, UNCONDITIONAL_IO, OUT));
    List<VmcsField> shown = new ArrayList<>();
    for (VmcsView.Group group : view.groups()) {
      group.fields().forEach(field -> shown.add(field.field()));
    }
    VmxCapabilities capabilities = VmxCapabilities.of(CpuModel.INTEL_SKYLAKE);
    List<VmcsField> there = new ArrayList<>(List.of(VmcsField.values()));
    there.removeIf(field -> !capabilities.has(field));

    assertThat(shown).containsExactlyInAnyOrderElementsOf(there);
    assertThat(view.groups()).hasSize(Area.values().length);
  }

  @Test
  void thereIsNoneBeforeVmptrld() {
    VmxGuest guest = VmxGuest.of(CpuModel.INTEL_SKYLAKE, UNCONDITIONAL_IO, OUT);
    assertNull(VmcsView.of(guest.machine.cpu()));
  }

  private static VmcsView afterwards(VmxGuest guest) {
    VmcsView view = VmcsView.of(guest.run().machine.cpu());
    assertNotNull(view);
    return view;
  }

  private static VmcsView.Field field(VmcsView view, Area area, VmcsField field) {
    return view.groups().stream()
        .filter(g -> g.area() == area)
        .flatMap(g -> g.fields().stream())
        .filter(f -> f.field() == field)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> controlsOn(VmcsView view, Area area, VmcsField field) {
    return field(view, area, field).controls().stream()
        .filter(Control::on)
        .map(c -> c.control().title())
        .toList();
  }

  private static Control control(VmcsView view, VmxControl control) {
    return view.groups().stream()
        .flatMap(g -> g.fields().stream())
        .flatMap(f -> f.controls().stream())
        .filter(c -> c.control() == control)
        .findFirst()
        .orElseThrow();
  }
}
