package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.cpu.EventDelivery;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.VmExit;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.trace.TraceEvent;

/**
 * VM exits (SDM, "VM Exits"). Whatever causes one notes its reason and information in the VMCS at
 * once; {@link #exit} then does the rest from the state in which the guest is to go on: saves it,
 * stores MSRs, loads the host, loads MSRs.
 */
final class VmExits {
  /** VMX-abort indicators. */
  private static final int ABORT_SAVING_MSRS = 1;

  private static final int ABORT_HOST_PDPTES = 2;
  private static final int ABORT_LOADING_MSRS = 4;

  /** IDT-vectoring information has these bits of what the processor says is being delivered. */
  private static final long EVENT = 0x8000_0FFFL;

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;
  private final HostState host;
  private boolean resumeFlag;
  private long nextRip;

  VmExits(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
    this.host = new HostState(vmx);
  }

  // Noting why.

  /** An exit that no event delivery and no instruction has to do with. */
  void note(ExitReason reason, long qualification) {
    vmcs.set(EXIT_REASON, reason.number());
    vmcs.set(EXIT_QUALIFICATION, qualification);
    vmcs.set(EXIT_INTERRUPTION_INFORMATION, 0);
    vmcs.set(IDT_VECTORING_INFORMATION, 0);
    vmcs.set(EXIT_INSTRUCTION_LENGTH, 0);
    vmcs.set(EXIT_INSTRUCTION_INFORMATION, 0);
    vmcs.set(GUEST_LINEAR_ADDRESS, 0);
    resumeFlag = false;
    nextRip = 0;
  }

  /** An exit that may come while an event is being delivered. */
  void noteDuringDelivery(ExitReason reason, long qualification) {
    note(reason, qualification);
    long event = cpu.events().delivering();
    if (event != 0) {
      vmcs.set(IDT_VECTORING_INFORMATION, event & EVENT);
      if ((event & Interruption.ERROR_CODE) != 0) {
        vmcs.set(IDT_VECTORING_ERROR_CODE, event >>> 32);
      }
      if (new Interruption((int) event).type().isSoftware()) {
        vmcs.set(EXIT_INSTRUCTION_LENGTH, cpu.events().softwareLength());
      }
    }
  }

  /** The guest goes on with RF set: at an instruction that faulted. */
  void setResumeFlag() {
    resumeFlag = true;
  }

  /**
   * The access of an instruction was refused. The manual leaves its length undefined here; silicon
   * reports it, and hypervisors use it to step over MMIO.
   */
  void noteRefusedAccess() {
    if (cpu.events().delivering() == 0) {
      resumeFlag = true;
      noteLengthOfInstruction();
    }
  }

  /** An instruction that has been fetched is why, unless an event is being delivered. */
  void noteLengthOfInstruction() {
    if (cpu.events().delivering() == 0) {
      nextRip = cpu.rip();
    }
  }

  /** A linear address, for the reasons that report one. */
  void noteLinearAddress(long linear) {
    vmcs.set(GUEST_LINEAR_ADDRESS, linear);
  }

  /** An event that causes the exit by itself: exception, NMI or external interrupt. */
  void noteInterruption(Interruption event, int errorCode) {
    if (errorCode == EventDelivery.NO_ERROR_CODE) {
      vmcs.set(EXIT_INTERRUPTION_INFORMATION, event.bits() & 0xFFFF_FFFFL);
    } else {
      vmcs.set(EXIT_INTERRUPTION_INFORMATION, event.withErrorCode().bits() & 0xFFFF_FFFFL);
      vmcs.set(EXIT_INTERRUPTION_ERROR_CODE, errorCode & 0xFFFF_FFFFL);
    }
  }

  void noteInstructionLength(int length) {
    vmcs.set(EXIT_INSTRUCTION_LENGTH, length);
  }

  /** Why an instruction exits. */
  void note(
      DecodedInstruction instruction, ExitReason reason, long qualification, int information) {
    note(reason, qualification);
    vmcs.set(EXIT_INSTRUCTION_LENGTH, instruction.length());
    vmcs.set(EXIT_INSTRUCTION_INFORMATION, information & 0xFFFF_FFFFL);
  }

  /** For {@code throw}: the exit of an instruction whose operands are loaded already. */
  VmExit instruction(
      DecodedInstruction instruction, ExitReason reason, long qualification, int information) {
    note(instruction, reason, qualification, information);
    return VmExit.INSTANCE;
  }

  // The exit.

  /** Exits for the noted reason; RIP is where the guest is to go on. */
  void exit() {
    RunState.Shadow shadow = cpu.runState().shadow();
    cpu.events().forget();
    if (nextRip != 0) {
      vmcs.set(EXIT_INSTRUCTION_LENGTH, nextRip - cpu.rip() & 0xF);
    }
    vmx.events().leave();
    vmx.entry().guest().save(resumeFlag);
    vmx.entry().guest().saveNonRegisterState(shadow);
    int injection = vmcs.get32(ENTRY_INTERRUPTION_INFORMATION);
    vmcs.set(ENTRY_INTERRUPTION_INFORMATION, injection & 0x7FFF_FFFFL);
    if (cpu.trace() != null) {
      emit();
    }
    if (!MsrArea.store(vmx, EXIT_MSR_STORE_ADDRESS, EXIT_MSR_STORE_COUNT)) {
      abort(ABORT_SAVING_MSRS);
      return;
    }
    loadHost();
  }

  /**
   * A VM entry that fails after its checks of controls and host: an exit that saves nothing (SDM,
   * "VM-Entry Failures During or After Loading Guest State").
   */
  void failEntry(ExitReason reason, long qualification) {
    vmcs.set(EXIT_REASON, (reason.number() | ExitReason.ENTRY_FAILURE) & 0xFFFF_FFFFL);
    vmcs.set(EXIT_QUALIFICATION, qualification);
    if (cpu.trace() != null) {
      emit();
    }
    loadHost();
  }

  private void loadHost() {
    cpu.leaveGuest();
    cpu.translation().setSecondLevel(null);
    vmx.tags().leave();
    boolean loaded = host.load();
    cpu.translation().checkWindows();
    vmx.requireFixedBits();
    if (vmx.events().takeNmiExit()) {
      cpu.runState().setNmiBlocked(true);
    }
    if (!loaded) {
      abort(ABORT_HOST_PDPTES);
    } else if (MsrArea.load(vmx, EXIT_MSR_LOAD_ADDRESS, EXIT_MSR_LOAD_COUNT) != 0) {
      abort(ABORT_LOADING_MSRS);
    }
  }

  private void abort(int indicator) {
    vmcs.abort(indicator);
    cpu.leaveGuest();
    cpu.refresh();
    cpu.emit(new TraceEvent.Shutdown("VMX abort " + indicator));
    cpu.runState().setActivity(RunState.Activity.SHUTDOWN);
  }

  private void emit() {
    cpu.emit(describe(vmcs));
  }

  /** The exit that the fields of a VMCS tell of. */
  static TraceEvent.VmExit describe(Vmcs vmcs) {
    long reason = vmcs.get(EXIT_REASON);
    ExitReason basic = ExitReason.of((int) reason & 0xFFFF);
    boolean ept = basic == ExitReason.EPT_VIOLATION || basic == ExitReason.EPT_MISCONFIGURATION;
    return new TraceEvent.VmExit(
        TraceEvent.VmExit.Technology.VMX,
        reason,
        basic == null ? "" : basic.name(),
        vmcs.get(EXIT_QUALIFICATION),
        ept ? vmcs.get(GUEST_PHYSICAL_ADDRESS) : 0,
        vmcs.get(GUEST_LINEAR_ADDRESS),
        vmcs.get32(EXIT_INSTRUCTION_LENGTH),
        vmcs.get(EXIT_INTERRUPTION_INFORMATION),
        vmcs.get(IDT_VECTORING_INFORMATION),
        vmcs.pointer(),
        vmcs.get(GUEST_RIP));
  }
}
