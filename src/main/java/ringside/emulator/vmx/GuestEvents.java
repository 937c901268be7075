package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.cpu.EventDelivery;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.RunState.Shadow;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.Virtualization.Boundary;
import ringside.emulator.cpu.VmExit;
import ringside.emulator.trace.TraceEvent;

/**
 * What happens to a guest between its instructions, in order of priority: events injected by the VM
 * entry, exits that wait for the boundary, the monitor trap flag, then debug traps, the preemption
 * timer, NMI window and NMIs, interrupt window and external interrupts (SDM, "Event Injection",
 * "Other Causes of VM Exits", "Special Features of VM Entry").
 */
final class GuestEvents {
  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final RunState state;
  private final Vmcs vmcs;

  private boolean injecting;
  private boolean trapArmed;
  private boolean virtualNmiBlocked;
  private long timerExpiry = Long.MAX_VALUE;
  private int pendingExit = -1;
  private long pendingQualification;
  private boolean nmiExit;

  GuestEvents(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.state = cpu.runState();
    this.vmcs = vmx.vmcs();
  }

  // Entry and exit.

  /** VM entry: what it makes pending. */
  void enter() {
    injecting = vmx.context().injected().valid();
    trapArmed = false;
    pendingExit = -1;
    if (vmcs.has(VmxControl.ACTIVATE_PREEMPTION_TIMER)) {
      long expiry = timerTicks() + vmcs.get(PREEMPTION_TIMER_VALUE);
      timerExpiry =
          (expiry << VmxCapabilities.PREEMPTION_TIMER_SHIFT) - timeStampCounter() + state.now();
    } else {
      timerExpiry = Long.MAX_VALUE;
    }
    vmx.apic().enter();
  }

  /** VM exit: the timer's value is saved, if that is asked for. */
  void leave() {
    if (timerExpiry != Long.MAX_VALUE && vmcs.has(VmxControl.SAVE_PREEMPTION_TIMER)) {
      long expiry =
          timerExpiry - state.now() + timeStampCounter() >> VmxCapabilities.PREEMPTION_TIMER_SHIFT;
      vmcs.set(PREEMPTION_TIMER_VALUE, Math.max(0, expiry - timerTicks()));
    }
    timerExpiry = Long.MAX_VALUE;
    injecting = false;
    pendingExit = -1;
  }

  private long timeStampCounter() {
    return cpu.msrs().hostTimeStampCounter();
  }

  private long timerTicks() {
    return timeStampCounter() >> VmxCapabilities.PREEMPTION_TIMER_SHIFT;
  }

  /** An exit that comes after the running instruction, as a trap does. */
  void exitAfterInstruction(ExitReason reason, long qualification) {
    pendingExit = reason.ordinal();
    pendingQualification = qualification;
    state.attend();
  }

  boolean virtualNmiBlocked() {
    return virtualNmiBlocked;
  }

  void setVirtualNmiBlocked(boolean on) {
    virtualNmiBlocked = on;
  }

  // What the run loop asks.

  boolean needsBoundary(boolean interruptPending) {
    return injecting
        || pendingExit >= 0
        || vmcs.has(VmxControl.MONITOR_TRAP_FLAG)
        || vmcs.has(VmxControl.NMI_WINDOW_EXITING)
        || opensInterruptWindow()
        || interruptPending && (acceptsInterrupts() || exitsOnInterrupts())
        || state.nmiPending()
        || timerExpiry <= state.now()
        || vmx.apic().deliversInterrupt();
  }

  private boolean acceptsInterrupts() {
    return (cpu.rflags() & Rflags.IF) != 0;
  }

  private boolean exitsOnInterrupts() {
    return vmcs.has(VmxControl.EXTERNAL_INTERRUPT_EXITING);
  }

  private boolean opensInterruptWindow() {
    return vmcs.has(VmxControl.INTERRUPT_WINDOW_EXITING) && acceptsInterrupts();
  }

  boolean wakesOnInterrupt() {
    return acceptsInterrupts() || exitsOnInterrupts();
  }

  long deadline() {
    return timerExpiry;
  }

  // The boundary.

  boolean beforeTraps(Shadow shadow) {
    if (injecting) {
      injecting = false;
      trapArmed = true;
      return inject();
    }
    if (pendingExit >= 0) {
      ExitReason reason = ExitReason.values()[pendingExit];
      throw exit(reason, pendingQualification);
    }
    if (vmcs.has(VmxControl.MONITOR_TRAP_FLAG)) {
      if (trapArmed) {
        throw exit(ExitReason.MONITOR_TRAP_FLAG, 0);
      }
      trapArmed = true;
    }
    return false;
  }

  Boundary interrupts(Shadow shadow, InterruptSource source) {
    RunState.Activity activity = state.activity();
    boolean waits =
        activity == RunState.Activity.SHUTDOWN || activity == RunState.Activity.WAIT_FOR_SIPI;
    if (!waits && timerExpiry <= state.now()) {
      throw exit(ExitReason.PREEMPTION_TIMER, 0);
    }
    if (activity == RunState.Activity.WAIT_FOR_SIPI) {
      return Boundary.NO_INTERRUPT;
    }
    nonMaskable(shadow);
    if (waits) {
      return Boundary.NO_INTERRUPT;
    }
    if (shadow == Shadow.NONE && opensInterruptWindow()) {
      throw exit(ExitReason.INTERRUPT_WINDOW, 0);
    }
    if (shadow == Shadow.NONE && source.pending() && exitsOnInterrupts()) {
      externalInterrupt(source);
    }
    if (shadow == Shadow.NONE && vmx.apic().deliverInterrupt()) {
      return Boundary.TICK_USED;
    }
    return exitsOnInterrupts() && !state.nmiPending() ? Boundary.NO_INTERRUPT : Boundary.ORDINARY;
  }

  private void nonMaskable(Shadow shadow) {
    if (shadow == Shadow.MOV_SS) {
      return;
    }
    if (vmcs.has(VmxControl.NMI_WINDOW_EXITING) && !virtualNmiBlocked) {
      throw exit(ExitReason.NMI_WINDOW, 0);
    }
    boolean blocked = !vmcs.has(VmxControl.VIRTUAL_NMIS) && state.nmiBlocked();
    if (state.nmiPending() && !blocked && vmcs.has(VmxControl.NMI_EXITING)) {
      state.setNmiPending(false);
      vmx.exits().note(ExitReason.EXCEPTION_OR_NMI, 0);
      vmx.exits()
          .noteInterruption(
              Interruption.of(Interruption.Type.NMI, Vector.NMI.number()),
              EventDelivery.NO_ERROR_CODE);
      nmiExit = true;
      throw VmExit.INSTANCE;
    }
  }

  /** Whether the exit is by an NMI: then NMIs stay blocked until the hypervisor's IRET. */
  boolean takeNmiExit() {
    boolean taken = nmiExit;
    nmiExit = false;
    return taken;
  }

  /** Exits, unless it is a notification that interrupts were posted. */
  private void externalInterrupt(InterruptSource source) {
    if (!vmcs.has(VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT)) {
      throw exit(ExitReason.EXTERNAL_INTERRUPT, 0);
    }
    int vector = source.acknowledge();
    boolean posted = vmcs.has(VmxControl.PROCESS_POSTED_INTERRUPTS);
    if (!posted || !vmx.apic().takesPosted(vector, source)) {
      vmx.exits().note(ExitReason.EXTERNAL_INTERRUPT, 0);
      if (cpu.trace() != null) {
        cpu.emit(new TraceEvent.ExternalInterrupt(vector, source.acknowledgedDevice()));
      }
      vmx.exits()
          .noteInterruption(
              Interruption.of(Interruption.Type.EXTERNAL_INTERRUPT, vector),
              EventDelivery.NO_ERROR_CODE);
      throw VmExit.INSTANCE;
    }
  }

  private VmExit exit(ExitReason reason, long qualification) {
    vmx.exits().note(reason, qualification);
    return VmExit.INSTANCE;
  }

  // Injection.

  private boolean inject() {
    Interruption event = vmx.context().injected();
    Interruption.Type type = event.type();
    if (type == Interruption.Type.OTHER_EVENT) {
      throw exit(ExitReason.MONITOR_TRAP_FLAG, 0);
    }
    int errorCode =
        event.hasErrorCode() ? vmcs.get32(ENTRY_EXCEPTION_ERROR_CODE) : EventDelivery.NO_ERROR_CODE;
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.Injection(event.vector(), type.ordinal(), errorCode));
    }
    if (type == Interruption.Type.NMI) {
      if (vmcs.has(VmxControl.VIRTUAL_NMIS)) {
        virtualNmiBlocked = true;
      } else if (!vmcs.has(VmxControl.NMI_EXITING)) {
        state.setNmiBlocked(true);
      }
    }
    int length = type.isSoftware() ? vmcs.get32(ENTRY_INSTRUCTION_LENGTH) : 0;
    state.setActivity(RunState.Activity.ACTIVE);
    cpu.events().inject(event.vector(), type.ordinal(), errorCode, cpu.rip() + length);
    return true;
  }

  // Exceptions.

  /** SDM, "Exception Bitmap": page faults are filtered by their error code, too. */
  boolean interceptException(int vector, int errorCode, long payload, int type) {
    boolean asked = (vmcs.get32(EXCEPTION_BITMAP) >>> vector & 1) != 0;
    if (vector == Vector.PF.number()) {
      boolean match =
          (errorCode & vmcs.get32(PAGE_FAULT_ERROR_CODE_MASK))
              == vmcs.get32(PAGE_FAULT_ERROR_CODE_MATCH);
      asked = asked == match;
    }
    if (!asked) {
      return false;
    }
    boolean explains = vector == Vector.PF.number() || vector == Vector.DB.number();
    long qualification = explains && type == EventDelivery.TYPE_EXCEPTION ? payload : 0;
    VmExits exits = vmx.exits();
    if (vector == Vector.DF.number()) {
      exits.note(ExitReason.EXCEPTION_OR_NMI, qualification);
    } else {
      exits.noteDuringDelivery(ExitReason.EXCEPTION_OR_NMI, qualification);
    }
    boolean realMode = cpu.mode() == Mode.REAL;
    exits.noteInterruption(
        Interruption.of(Interruption.Type.of(type), vector),
        realMode ? EventDelivery.NO_ERROR_CODE : errorCode);
    if (type != EventDelivery.TYPE_EXCEPTION) {
      exits.noteInstructionLength(cpu.events().softwareLength());
    } else if (vector != Vector.DB.number()) {
      exits.setResumeFlag();
    }
    return true;
  }

  /** SDM, "Changes to Instruction Behavior in VMX Non-Root Operation": IRET. */
  void interruptReturn() {
    if (vmcs.has(VmxControl.VIRTUAL_NMIS)) {
      virtualNmiBlocked = false;
    } else if (!vmcs.has(VmxControl.NMI_EXITING)) {
      state.setNmiBlocked(false);
    }
  }

  // Snapshots.

  long[] save() {
    return new long[] {
      injecting ? 1 : 0,
      trapArmed ? 1 : 0,
      virtualNmiBlocked ? 1 : 0,
      timerExpiry,
      pendingExit,
      pendingQualification
    };
  }

  void restore(long[] saved) {
    injecting = saved[0] != 0;
    trapArmed = saved[1] != 0;
    virtualNmiBlocked = saved[2] != 0;
    timerExpiry = saved[3];
    pendingExit = (int) saved[4];
    pendingQualification = saved[5];
  }
}
