package ringside.emulator.svm;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.EventDelivery;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.Virtualization;
import ringside.emulator.cpu.VmExit;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.Access;
import ringside.emulator.trace.TraceEvent;

/**
 * SVM of one processor: its state, and its answers to what the processor asks through {@link
 * Virtualization}. Entering and leaving the guest is {@link WorldSwitch}'s, deciding about an
 * instruction {@link InstructionIntercepts}'.
 */
public final class SecureVirtualMachine implements Virtualization {
  /** EXITINFO2 of a task switch (AMD APM, "Task Switch Intercept"). */
  private static final long TASK_KEEPS_RF = 1L << 48;

  private static final long TASK_BY_IRET = 1L << 36;

  private static final long TASK_BY_JUMP = 1L << 38;
  private static final long TASK_HAS_ERROR_CODE = 1L << 44;
  private static final int SOURCE_IRET = 1;
  private static final int SOURCE_JUMP = 2;

  private static final long DR7_GD = 1 << 13;

  private final LogicalProcessor cpu;
  private final SvmRegisters registers;
  private final GuestControls controls;
  private final WorldSwitch worlds;
  private final InstructionIntercepts intercepts;

  private SecureVirtualMachine(LogicalProcessor cpu, PhysicalMemory memory) {
    this.cpu = cpu;
    registers = new SvmRegisters(cpu);
    controls = new GuestControls(cpu.model());
    worlds = new WorldSwitch(cpu, memory, this, controls);
    intercepts = new InstructionIntercepts(cpu, memory, controls, worlds);
  }

  /** Gives a processor SVM if its model has it. */
  public static void attach(LogicalProcessor cpu, PhysicalMemory memory) {
    if (cpu.model().has(CpuFeature.SVM)) {
      cpu.attach(new SecureVirtualMachine(cpu, memory));
    }
  }

  /** SVM of a processor, which must have it: its instructions decode nowhere else. */
  static SecureVirtualMachine of(LogicalProcessor cpu) {
    if (cpu.virtualization() instanceof SecureVirtualMachine svm) {
      return svm;
    }
    throw new IllegalStateException("an SVM instruction without SVM");
  }

  /** SVM of a processor, or null: for views. */
  static @Nullable SecureVirtualMachine find(LogicalProcessor cpu) {
    return cpu.virtualization() instanceof SecureVirtualMachine svm ? svm : null;
  }

  WorldSwitch worlds() {
    return worlds;
  }

  GuestControls controls() {
    return controls;
  }

  // Model-specific registers.

  @Override
  public boolean hasMsr(int index) {
    return registers.has(index);
  }

  @Override
  public long readMsr(int index) {
    return registers.read(index);
  }

  @Override
  public void writeMsr(int index, long value) {
    registers.write(index, value);
  }

  // Instructions.

  @Override
  public boolean intercept(DecodedInstruction instruction) {
    return intercepts.intercept(instruction);
  }

  @Override
  public long timeStampCounter(long value) {
    return value + controls.tscOffset();
  }

  @Override
  public void interruptReturn() {
    cpu.runState().setNmiBlocked(false);
  }

  // Events.

  @Override
  public boolean interceptException(int vector, int errorCode, long payload, int type) {
    int code = ExitCode.EXCEPTION + vector;
    if (!controls.asksFor(code)) {
      return false;
    }
    if (vector == Vector.DB.number()) {
      cpu.debug().load(6, cpu.debug().value(6) | payload);
      cpu.debug().load(7, cpu.debug().value(7) & ~DR7_GD);
    }
    boolean pageFault = vector == Vector.PF.number();
    boolean software = type > EventDelivery.TYPE_SOFTWARE_INTERRUPT;
    worlds.note(
        code,
        errorCode == EventDelivery.NO_ERROR_CODE ? 0 : errorCode,
        pageFault ? payload : 0,
        software ? cpu.rip() : 0);
    if (pageFault && (errorCode & Access.FETCH) == 0) {
      worlds.noteInstructionBytes();
    }
    return true;
  }

  @Override
  public boolean interceptShutdown() {
    return worlds.noteIfAsked(ExitCode.SHUTDOWN);
  }

  @Override
  public boolean interceptTaskSwitch(int selector, int source, int errorCode, boolean resumes) {
    if (!controls.asksFor(ExitCode.TASK_SWITCH)) {
      return false;
    }
    long information =
        switch (source) {
          case SOURCE_IRET -> TASK_BY_IRET;
          case SOURCE_JUMP -> TASK_BY_JUMP;
          default -> 0;
        };
    if (errorCode != EventDelivery.NO_ERROR_CODE) {
      information |= TASK_HAS_ERROR_CODE | errorCode & 0xFFFF_FFFFL;
    }
    if (resumes) {
      information |= TASK_KEEPS_RF;
    }
    worlds.note(ExitCode.TASK_SWITCH, selector, information, 0);
    return true;
  }

  /** The exit for an access that the nested tables refuse. */
  RuntimeException nestedPageFault(long information, long guestPhysical, boolean fetch) {
    worlds.note(ExitCode.NPF, information, guestPhysical, 0);
    if (!fetch) {
      worlds.noteInstructionBytes();
    }
    return VmExit.INSTANCE;
  }

  @Override
  public void exit() {
    worlds.exit();
  }

  // Boundaries.

  @Override
  public boolean needsBoundary(boolean interruptPending) {
    return controls.eventInjection() != 0
        || interruptPending && physicalInterruptsEnabled()
        || virtualInterruptAccepted();
  }

  /** With V_INTR_MASKING the host's IF masks physical interrupts, and the guest's only its own. */
  private boolean physicalInterruptsEnabled() {
    return controls.virtualMasking() ? worlds.host().interruptsEnabled() : guestInterruptFlag();
  }

  private boolean guestInterruptFlag() {
    return (cpu.rflags() & Rflags.IF) != 0;
  }

  private boolean virtualInterruptAccepted() {
    return controls.virtualInterruptPending() && guestInterruptFlag();
  }

  @Override
  public boolean beforeTraps(RunState.Shadow shadow) {
    long event = controls.eventInjection();
    if (event == 0) {
      return false;
    }
    controls.injected();
    int vector = (int) event & 0xFF;
    int type = (int) (event >>> 8) & 7;
    boolean hasErrorCode = (event & Vmcb.EVENT_ERROR_CODE) != 0;
    int errorCode = hasErrorCode ? (int) (event >>> 32) : EventDelivery.NO_ERROR_CODE;
    if (type == EventDelivery.TYPE_NMI) {
      vector = Vector.NMI.number();
      cpu.runState().setNmiBlocked(true);
    }
    cpu.emit(new TraceEvent.Injection(vector, type, hasErrorCode ? errorCode : -1));
    cpu.events().inject(vector, type, errorCode, returnAddress(vector, type));
    return true;
  }

  /**
   * Events that an instruction raised on purpose return behind it, if the processor knows where.
   */
  private long returnAddress(int vector, int type) {
    boolean software =
        type == EventDelivery.TYPE_SOFTWARE_INTERRUPT
            || type == EventDelivery.TYPE_EXCEPTION
                && (vector == Vector.BP.number() || vector == Vector.OF.number());
    return software && cpu.model().has(CpuFeature.NRIPS) ? controls.nextRip() : cpu.rip();
  }

  @Override
  public Boundary interrupts(RunState.Shadow shadow, InterruptSource source) {
    RunState state = cpu.runState();
    if (shadow != RunState.Shadow.NONE || !state.globalInterruptFlag()) {
      return Boundary.NO_INTERRUPT;
    }
    if (state.smiPending()) {
      exitIfAsked(ExitCode.SMI);
    }
    if (state.nmiPending() && !state.nmiBlocked()) {
      exitIfAsked(ExitCode.NMI);
      return Boundary.ORDINARY;
    }
    if (source.pending() && physicalInterruptsEnabled()) {
      exitIfAsked(ExitCode.INTR);
      int vector = source.acknowledge();
      cpu.events().external(vector, source.acknowledgedDevice());
      return Boundary.TICK_USED;
    }
    if (virtualInterruptAccepted()) {
      exitIfAsked(ExitCode.VINTR);
      cpu.events().external(controls.takeVirtualInterrupt(), "V_IRQ");
      return Boundary.TICK_USED;
    }
    return Boundary.NO_INTERRUPT;
  }

  private void exitIfAsked(int code) {
    if (worlds.noteIfAsked(code)) {
      throw VmExit.INSTANCE;
    }
  }

  @Override
  public boolean wakesOnInterrupt() {
    return physicalInterruptsEnabled();
  }

  @Override
  public long deadline() {
    return NO_DEADLINE;
  }

  // Snapshots.

  @Override
  public long[] save() {
    SavedState state = new SavedState();
    if (registers.changed() || cpu.guest() != null || !cpu.runState().globalInterruptFlag()) {
      state.put(cpu.runState().globalInterruptFlag());
      registers.save(state);
      worlds.save(state);
      if (cpu.guest() != null && controls.branchesVirtualized()) {
        worlds.host().saveBranches(state);
      }
    }
    return state.toArray();
  }

  @Override
  public void restore(long[] saved) {
    if (saved.length == 0) {
      registers.reset();
      worlds.leave();
      return;
    }
    SavedState state = new SavedState(saved);
    cpu.runState().setGlobalInterruptFlag(state.nextBoolean());
    registers.restore(state);
    worlds.restore(state);
    boolean branches = state.hasNext();
    controls.setBranchesVirtualized(branches);
    if (branches) {
      worlds.host().restoreBranches(state);
    } else {
      worlds.host().forgetBranches();
    }
  }

  /** STGI and CLGI: a guest with a flag of its own changes that. */
  void setGlobalInterruptFlag(boolean on) {
    if (cpu.guest() != null && controls.virtualGlobalInterrupt()) {
      controls.setVirtualGlobalInterruptFlag(on);
      cpu.runState().attend();
    } else {
      cpu.runState().setGlobalInterruptFlag(on);
    }
  }

  /** Raises #UD unless EFER.SVME is set, and #GP(0) unless CPL is 0. */
  void requireEnabled() {
    if ((cpu.control().efer() & ControlRegisters.EFER_SVME) == 0) {
      throw cpu.fault(Vector.UD);
    }
    if (cpu.cpl() != 0) {
      throw cpu.fault(Vector.GP);
    }
  }
}
