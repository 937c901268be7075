package ringside.emulator.vmx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.RunState;
import ringside.emulator.trace.TraceEvent;

/**
 * VM entries (SDM, "VM Entries"): what VMLAUNCH and VMRESUME check, the loading of guest state, and
 * what becomes pending with it.
 *
 * <p>A hypervisor enters its guest again and again with a VMCS that it has hardly changed. So
 * checks of controls, host state and most of guest state are made again only after a VMWRITE to an
 * area that they look at: what a VM exit saved is in order.
 */
final class VmEntry {
  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;
  private final EntryContext context;
  private final GuestState guest;

  VmEntry(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
    this.context = vmx.context();
    this.guest = new GuestState(vmx);
  }

  /** Loads and saves of the guest-state area. */
  GuestState guest() {
    return guest;
  }

  /** VMLAUNCH and VMRESUME, after the checks of mode and privilege. */
  void enter(boolean resume) {
    String instruction = resume ? "VMRESUME" : "VMLAUNCH";
    if (!vmcs.isCurrent() || vmcs.isShadow()) {
      vmx.failInvalid(instruction, vmcs.pointer());
      return;
    }
    VmInstructionError error = basicCheck(resume);
    if (error == null) {
      error = checkControlsAndHost();
    }
    if (error != null) {
      vmx.fail(instruction, vmcs.pointer(), error);
      return;
    }
    EntryCheck failed = checkGuest();
    if (failed != null) {
      vmx.exits().failEntry(ExitReason.INVALID_GUEST_STATE, failed.qualification());
    } else if (!guest.hasValidPdptes()) {
      vmx.exits().failEntry(ExitReason.INVALID_GUEST_STATE, GuestChecks.PDPTE);
    } else {
      load(instruction);
    }
  }

  private @Nullable VmInstructionError basicCheck(boolean resume) {
    if (cpu.runState().shadowBefore() == RunState.Shadow.MOV_SS) {
      return VmInstructionError.ENTRY_BLOCKED_BY_MOV_SS;
    }
    if (resume == vmcs.launched()) {
      return null;
    }
    return resume
        ? VmInstructionError.VMRESUME_NOT_LAUNCHED
        : VmInstructionError.VMLAUNCH_NOT_CLEAR;
  }

  private @Nullable VmInstructionError checkControlsAndHost() {
    boolean ia32e = cpu.mode().ia32e();
    if (context.inIa32eMode() != ia32e) {
      context.setIa32eMode(ia32e);
      vmcs.change(Vmcs.HOST_CHANGED);
    }
    boolean controls = vmcs.changed(Vmcs.CONTROLS_CHANGED);
    if (controls && fails(ControlChecks.CONTROLS)
        || vmcs.has(VmxControl.USE_TPR_SHADOW) && fails(ControlChecks.VIRTUAL_TPR)
        || context.injected().valid() && fails(ControlChecks.INJECTION)) {
      return VmInstructionError.ENTRY_INVALID_CONTROL;
    }
    if ((controls || vmcs.changed(Vmcs.HOST_CHANGED)) && fails(HostChecks.HOST)) {
      return VmInstructionError.ENTRY_INVALID_HOST_STATE;
    }
    return null;
  }

  private @Nullable EntryCheck checkGuest() {
    EntryCheck failed = null;
    boolean registers = vmcs.changed(Vmcs.CONTROLS_CHANGED | Vmcs.GUEST_CHANGED);
    if (registers) {
      failed = firstFailure(GuestChecks.CONTROL_REGISTERS);
      if (failed == null) {
        failed = firstFailure(SegmentChecks.SEGMENTS);
      }
      if (failed == null) {
        failed = firstFailure(GuestChecks.DESCRIPTOR_TABLES);
      }
    }
    if (failed == null) {
      failed = firstFailure(GuestChecks.RIP_AND_RFLAGS);
    }
    return failed != null || context.isQuiet()
        ? failed
        : firstFailure(GuestChecks.NON_REGISTER_STATE);
  }

  private boolean fails(List<EntryCheck> checks) {
    return firstFailure(checks) != null;
  }

  private @Nullable EntryCheck firstFailure(List<EntryCheck> checks) {
    for (int i = 0; i < checks.size(); i++) {
      EntryCheck check = checks.get(i);
      if (!check.condition().holds(context)) {
        return check;
      }
    }
    return null;
  }

  private void load(String instruction) {
    vmcs.unchange();
    cpu.enterGuest();
    vmx.requireFixedBits();
    vmx.tags().enter();
    vmx.ept().configure();
    guest.load();
    cpu.translation().checkWindows();
    int failed =
        MsrArea.load(vmx, VmcsField.ENTRY_MSR_LOAD_ADDRESS, VmcsField.ENTRY_MSR_LOAD_COUNT);
    if (failed != 0) {
      vmx.exits().failEntry(ExitReason.MSR_LOADING, failed);
      return;
    }
    vmcs.setLaunched(true);
    guest.loadNonRegisterState();
    vmx.events().enter();
    if (cpu.trace() != null) {
      cpu.emit(
          new TraceEvent.VmEntry(
              instruction,
              vmcs.pointer(),
              cpu.rip(),
              context.injected().valid() ? context.injected().bits() & 0xFFFF_FFFFL : 0));
    }
  }
}
