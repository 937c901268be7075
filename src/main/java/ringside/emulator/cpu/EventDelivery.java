package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;

/**
 * Delivery of interrupts and exceptions through the IDT (SDM, "Interrupt and Exception Handling",
 * "INT n/INTO/INT3/INT1—Call to Interrupt Procedure").
 *
 * <p>A delivery reads the gate, then the code segment, then the new stack, writes the frame, and
 * only then changes a register. So one that faults leaves nothing to undo, and the fault is
 * delivered from the same state. RIP is where the frame is to point: at the instruction for a
 * fault, behind it for a trap, an interrupt and INT n.
 */
public final class EventDelivery {
  /** What an event came from. */
  public enum Source {
    /** INT n: the gate's DPL is checked, and IOPL in virtual-8086 mode. */
    INT_N(true, false, Gate.INTERRUPT),
    /** INT3 and INTO: the gate's DPL is checked. */
    INT3_INTO(true, false, Gate.INTERRUPT),
    /** INT1, which hardware could have raised as well. */
    INT1(false, true, Gate.INTERRUPT),
    FAULT(false, true, Gate.EXCEPTION),
    /** An instruction breakpoint, the one fault whose frame does not get RF. */
    BREAKPOINT(false, true, Gate.EXCEPTION),
    TRAP(false, true, Gate.EXCEPTION),
    EXTERNAL(false, true, Gate.EXTERNAL_INTERRUPT);

    private final boolean checksDpl;
    private final boolean external;
    private final Gate via;

    Source(boolean checksDpl, boolean external, Gate via) {
      this.checksDpl = checksDpl;
      this.external = external;
      this.via = via;
    }

    boolean isInstruction() {
      return via == Gate.INTERRUPT;
    }
  }

  // Interruption types (SDM, "VM-Entry Controls for Event Injection"; AMD APM, "Event Injection"
  // has the first four).
  public static final int TYPE_EXTERNAL = 0;
  public static final int TYPE_NMI = 2;
  public static final int TYPE_EXCEPTION = 3;
  public static final int TYPE_SOFTWARE_INTERRUPT = 4;
  public static final int TYPE_PRIVILEGED_SOFTWARE_EXCEPTION = 5;
  public static final int TYPE_SOFTWARE_EXCEPTION = 6;

  /** In {@link #delivering()}: an error code comes with the event. */
  private static final long ERROR_CODE_VALID = 1 << 11;

  private static final long VALID = 1L << 31;

  /** Values in a frame: four data segments, SS, rSP, RFLAGS, CS, RIP, error code. */
  private static final int MAXIMUM_FRAME = 10;

  private static final long CLEARED = Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM;
  public static final int NO_ERROR_CODE = -1;

  private final LogicalProcessor cpu;
  private final TaskStateSegment tss;
  private final InterruptGates gates;
  private final PendingStack pendingStack;
  private long delivering;
  private int softwareLength;

  EventDelivery(LogicalProcessor cpu) {
    this.cpu = cpu;
    this.tss = new TaskStateSegment(cpu);
    this.gates = new InterruptGates(cpu);
    this.pendingStack = new PendingStack(cpu);
  }

  /** INT n, INT3, INTO or INT1, an instruction of {@code length} bytes. */
  public void interrupt(int vector, Source source, int length) {
    softwareLength = length;
    cpu.runState().setSingleStep(false);
    if (source == Source.INT1) {
      takePendingTraps();
    }
    if (cpu.guest() == null) {
      deliver(vector, source, NO_ERROR_CODE);
    } else {
      interruptGuest(vector, source);
    }
  }

  /** The exception of INT1 tells of the traps that MOV SS held back. */
  private void takePendingTraps() {
    RunState state = cpu.runState();
    cpu.branches().debugException();
    if (cpu.guest() == null) {
      cpu.debug().note(state.pendingDebug());
      state.setPendingDebug(0);
    }
  }

  /** INT3, INTO and INT1 are exceptions to a hypervisor; INT n is not. */
  private void interruptGuest(int vector, Source source) {
    int type =
        switch (source) {
          case INT_N -> TYPE_SOFTWARE_INTERRUPT;
          case INT1 -> TYPE_PRIVILEGED_SOFTWARE_EXCEPTION;
          default -> TYPE_SOFTWARE_EXCEPTION;
        };
    delivering = 0;
    if (source != Source.INT_N) {
      intercept(vector, NO_ERROR_CODE, 0, type);
    }
    delivering = event(vector, type, NO_ERROR_CODE);
    deliver(vector, source, NO_ERROR_CODE);
    delivering = 0;
  }

  /** An acknowledged interrupt of a device, or an NMI; delivers what delivery itself raises. */
  public void external(int vector, String name) {
    cpu.emit(new TraceEvent.ExternalInterrupt(vector, name));
    delivering = event(vector, vector == Vector.NMI.number() ? TYPE_NMI : TYPE_EXTERNAL, -1);
    try {
      deliver(vector, Source.EXTERNAL, NO_ERROR_CODE);
      delivering = 0;
    } catch (ProcessorFault fault) {
      deliverOrRaise(fault, Source.FAULT);
    }
  }

  /** A debug trap at an instruction boundary, with its DR6 bits. */
  void debugTrap(long bits) {
    delivering = 0;
    deliverOrRaise(new ProcessorFault(Vector.DB, 0, bits), Source.TRAP);
  }

  /** A fault, RIP already back at the instruction, which may have been INT n. */
  void raise(ProcessorFault fault) {
    deliverOrRaise(fault, isBreakpoint(fault) ? Source.BREAKPOINT : Source.FAULT);
  }

  /**
   * Whether an instruction breakpoint is the cause: BD, the other fault, comes without B0 to B3.
   */
  private static boolean isBreakpoint(ProcessorFault fault) {
    return fault.vector() == Vector.DB && (fault.address() & DebugRegisters.DR6_MATCHES) != 0;
  }

  /**
   * An event that a hypervisor injects; delivers what its delivery itself raises.
   *
   * @param type an interruption type
   * @param errorCode or {@link #NO_ERROR_CODE}
   * @param returnAddress what the frame is to point at
   */
  public void inject(int vector, int type, int errorCode, long returnAddress) {
    Source source =
        switch (type) {
          case TYPE_EXTERNAL, TYPE_NMI -> Source.EXTERNAL;
          case TYPE_SOFTWARE_INTERRUPT -> Source.INT_N;
          case TYPE_PRIVILEGED_SOFTWARE_EXCEPTION -> Source.INT1;
          case TYPE_SOFTWARE_EXCEPTION -> Source.INT3_INTO;
          default -> Source.TRAP;
        };
    delivering = event(vector, type, errorCode);
    long rip = cpu.rip();
    softwareLength = (int) (returnAddress - rip);
    cpu.setRip(returnAddress);
    try {
      deliver(vector, source, errorCode);
      delivering = 0;
    } catch (ProcessorFault fault) {
      cpu.setRip(rip);
      deliverInjected(fault, type == TYPE_EXCEPTION ? kind(vector) : Vector.Kind.BENIGN);
    } catch (VmExit exit) {
      cpu.setRip(rip);
      throw exit;
    }
  }

  private void deliverInjected(ProcessorFault fault, Vector.Kind injected) {
    if (injected == Vector.Kind.DOUBLE_FAULT) {
      shutdown();
    } else {
      deliverOrRaise(combine(injected, fault), Source.FAULT);
    }
  }

  private static Vector.Kind kind(int number) {
    for (Vector vector : Vector.values()) {
      if (vector.number() == number) {
        return vector.kind();
      }
    }
    return Vector.Kind.BENIGN;
  }

  // What a hypervisor is told.

  /**
   * The event whose delivery is under way, 0 if none is: vector in bits 7 to 0, interruption type
   * in bits 10 to 8, bit 11 with an error code, bit 31 always, the error code in bits 63 to 32.
   */
  public long delivering() {
    return delivering;
  }

  /** Length of the instruction, executed or injected, that the last software interrupt was. */
  public int softwareLength() {
    return softwareLength;
  }

  /** The guest has exited: whatever was under way is the hypervisor's now. */
  public void forget() {
    delivering = 0;
  }

  private static long event(int vector, int type, int errorCode) {
    long event = VALID | (long) type << 8 | vector;
    return errorCode == NO_ERROR_CODE ? event : event | ERROR_CODE_VALID | (long) errorCode << 32;
  }

  /** Lets the hypervisor have an exception of its guest before anything is changed. */
  private void intercept(int vector, int errorCode, long payload, int type) {
    Virtualization guest = cpu.guest();
    if (guest != null && guest.interceptException(vector, errorCode, payload, type)) {
      throw VmExit.INSTANCE;
    }
  }

  /** SDM, "Interrupt 8—Double Fault Exception (#DF)", with its table of combinations. */
  private void deliverOrRaise(ProcessorFault first, Source firstSource) {
    ProcessorFault fault = first;
    Source source = firstSource;
    while (true) {
      Vector vector = fault.vector();
      int errorCode = vector.hasErrorCode() ? fault.errorCode() : NO_ERROR_CODE;
      if (cpu.guest() != null) {
        intercept(vector.number(), errorCode, fault.address(), TYPE_EXCEPTION);
        delivering = event(vector.number(), TYPE_EXCEPTION, errorCode);
      }
      long cr2 = 0;
      if (vector == Vector.PF) {
        cr2 = fault.address();
        cpu.control().setCr2(cr2);
      } else if (vector == Vector.DB) {
        cpu.debug().note(fault.address());
      }
      if (cpu.trace() != null) {
        cpu.emit(new TraceEvent.ExceptionRaised(vector.number(), errorCode, cpu.rip(), cr2));
      }
      try {
        deliver(vector.number(), source, errorCode);
        delivering = 0;
        return;
      } catch (ProcessorFault second) {
        if (vector == Vector.DF) {
          shutdown();
          return;
        }
        fault = combine(vector.kind(), second);
        source = Source.FAULT;
      }
    }
  }

  private void shutdown() {
    Virtualization guest = cpu.guest();
    if (guest != null && guest.interceptShutdown()) {
      throw VmExit.INSTANCE;
    }
    cpu.emit(new TraceEvent.Shutdown("triple fault"));
    cpu.runState().setActivity(RunState.Activity.SHUTDOWN);
  }

  private static ProcessorFault combine(Vector.Kind first, ProcessorFault second) {
    Vector.Kind kind = second.vector().kind();
    boolean doubleFault =
        switch (first) {
          case BENIGN -> false;
          case CONTRIBUTORY -> kind == Vector.Kind.CONTRIBUTORY;
          case PAGE_FAULT -> kind != Vector.Kind.BENIGN;
          case DOUBLE_FAULT -> true;
        };
    return doubleFault ? new ProcessorFault(Vector.DF, 0, 0) : second;
  }

  private void deliver(int vector, Source source, int errorCode) {
    cpu.runState().disarmMonitor();
    if (cpu.mode() == Mode.REAL) {
      throughVectorTable(vector, source, cpu.idtr().base());
      return;
    }
    if (cpu.mode() == Mode.VIRTUAL_8086 && source == Source.INT_N && deliverTo8086(vector)) {
      return;
    }
    try {
      throughGate(vector, source, errorCode);
    } catch (ProcessorFault fault) {
      throw source.external ? withExt(fault) : fault;
    }
  }

  /** Sets EXT: the error came with an event from outside the program. */
  private static ProcessorFault withExt(ProcessorFault fault) {
    return switch (fault.vector()) {
      case TS, NP, SS, GP -> new ProcessorFault(fault.vector(), fault.errorCode() | 1, 0);
      case DE, DB, NMI, BP, OF, BR, UD, NM, DF, PF, MF, AC, MC, XM, VE, CP -> fault;
    };
  }

  // Real-address and virtual-8086 mode.

  private void throughVectorTable(int vector, Source source, long table) {
    if (vector * 4 + 3 > cpu.idtr().limit() && cpu.mode() == Mode.REAL) {
      throw cpu.fault(Vector.GP);
    }
    long entry = cpu.linear().loadSystem(table + vector * 4L, 4);
    int selector = (int) (entry >>> 16);
    long target = entry & 0xFFFF;
    if (source.isInstruction() && cpu.trace() != null) {
      cpu.emit(new TraceEvent.SoftwareInterrupt(vector, 0, selector, target));
    }
    pushFrame8086(cpu.rflags(), selector, target);
    cpu.setRflags(0, Rflags.IF | Rflags.TF | Rflags.AC | Rflags.RF);
  }

  private void pushFrame8086(long flagsImage, int selector, long target) {
    PendingStack stack = pendingStack.useCurrent();
    stack.reserve(6);
    stack.push(2, flagsImage);
    stack.push(2, cpu.segment(CS).selector());
    stack.push(2, cpu.rip());
    if (target > cpu.segment(CS).limit()) {
      throw cpu.fault(Vector.GP);
    }
    cpu.registers[RSP] = stack.pointer();
    SegmentRegister cs = cpu.segment(CS);
    cs.set(selector, (long) selector << 4, cs.limit(), cs.access());
    cpu.setRip(target);
    cpu.refreshAfterTransfer();
  }

  /** INT n in virtual-8086 mode (SDM, "Interrupt and Exception Handling in Virtual-8086 Mode"). */
  private boolean deliverTo8086(int vector) {
    long flags = cpu.rflags();
    boolean iopl3 = (flags & Rflags.IOPL) == Rflags.IOPL;
    boolean extensions = cpu.control().has4(ControlRegisters.CR4_VME);
    if (extensions && tss.redirectsInterrupt(vector)) {
      long image = flags;
      if (!iopl3) {
        image = image & ~Rflags.IF | Rflags.IOPL | ((flags & Rflags.VIF) != 0 ? Rflags.IF : 0);
      }
      long entry = cpu.linear().load(DS, vector * 4L, 4);
      pushFrame8086(image, (int) (entry >>> 16), entry & 0xFFFF);
      cpu.setRflags(0, Rflags.TF | (iopl3 ? Rflags.IF : Rflags.VIF));
      return true;
    }
    if (!iopl3) {
      throw cpu.fault(Vector.GP);
    }
    return false;
  }

  // Protected and IA-32e mode.

  private void throughGate(int vector, Source source, int errorCode) {
    InterruptGates.Way way = gates.find(vector, source.checksDpl);
    if (way.isTaskGate()) {
      TaskSwitch.interrupt(cpu, way.gate(), errorCode, source == Source.FAULT);
      return;
    }
    int from = cpu.cpl();
    int to = way.to();
    if (source.isInstruction() && cpu.trace() != null) {
      cpu.emit(
          new TraceEvent.SoftwareInterrupt(
              vector, way.gate().dpl(), way.gate().gateSelector(), way.target()));
    }
    boolean ia32e = cpu.mode().ia32e();
    PendingStack stack = ia32e ? stack64(way.interruptStack(), from, to) : stack32(from, to);
    boolean switches = stack.segment() != cpu.segment(SS);
    int size = way.frameSize();
    stack.reserve(MAXIMUM_FRAME * size);
    pushFrame(stack, size, switches || ia32e, source);
    if (errorCode != NO_ERROR_CODE) {
      stack.push(size, errorCode);
    }
    enter(way, stack, switches);
    if (from != to && cpu.trace() != null) {
      cpu.emit(new TraceEvent.Ring(from, to, source.via));
    }
  }

  /** The current stack, to be written at the current privilege. */
  PendingStack currentStack() {
    return pendingStack.useCurrent();
  }

  /** The stack that a call gate of IA-32e mode switches to. */
  PendingStack innerStack64(int cpl) {
    long pointer = tss.stackPointer(cpl);
    return pendingStack.use(nullStack(cpu, cpl), pointer, 8, cpl, 0);
  }

  private PendingStack stack32(int from, int to) {
    if (from == to) {
      return pendingStack.useCurrent();
    }
    return innerStack(to);
  }

  /** The stack that the TSS names for a privilege, checked; also what a call gate switches to. */
  PendingStack innerStack(int cpl) {
    tss.requireInnerStack(cpl);
    int selector = tss.innerStackSelector(cpl);
    long pointer = tss.innerStackPointer(cpl);
    if (Segmentation.isNull(selector)) {
      throw cpu.fault(Vector.TS);
    }
    Descriptor descriptor = cpu.segmentation().fetch(selector, Vector.TS);
    cpu.segmentation().checkStack(descriptor, cpl, Vector.TS, Vector.SS);
    SegmentRegister segment = cpu.incomingStack();
    segment.set(cpu.segmentation().markAccessed(descriptor));
    segment.refresh(Mode.PROTECTED, true);
    int addressSize = segment.isBig() ? 4 : 2;
    return pendingStack.use(segment, pointer, addressSize, cpl, descriptor.errorCode());
  }

  private PendingStack stack64(int ist, int from, int to) {
    long pointer =
        ist != 0 ? tss.interruptStack(ist) : from != to ? tss.stackPointer(to) : cpu.registers[RSP];
    if (!LinearMemory.isCanonical(pointer)) {
      throw cpu.fault(Vector.SS);
    }
    SegmentRegister segment = from == to ? cpu.segment(SS) : nullStack(cpu, to);
    return pendingStack.use(segment, pointer & ~0xFL, 8, to, 0);
  }

  /** SS in 64-bit mode after a change of privilege: null, with the new CPL as RPL. */
  static SegmentRegister nullStack(LogicalProcessor cpu, int cpl) {
    SegmentRegister segment = cpu.incomingStack();
    segment.set(cpl, 0, 0, SegmentRegister.UNUSABLE | cpl << 5);
    return segment;
  }

  private void pushFrame(PendingStack stack, int size, boolean withStack, Source source) {
    if (cpu.mode() == Mode.VIRTUAL_8086) {
      stack.push(size, cpu.segment(GS).selector());
      stack.push(size, cpu.segment(FS).selector());
      stack.push(size, cpu.segment(DS).selector());
      stack.push(size, cpu.segment(ES).selector());
    }
    if (withStack) {
      stack.push(size, cpu.segment(SS).selector());
      stack.push(size, cpu.registers[RSP]);
    }
    stack.push(size, cpu.rflags() | (setsResumeFlag(source) ? Rflags.RF : 0));
    stack.push(size, cpu.segment(CS).selector());
    stack.push(size, cpu.rip());
  }

  /**
   * Whether the frame gets RF, so that the instruction that it points at meets no breakpoint again:
   * for faults, and for what comes between two iterations of a repeated instruction (SDM,
   * "Instruction-Breakpoint Exception Condition").
   */
  private boolean setsResumeFlag(Source source) {
    return source == Source.FAULT || cpu.runState().repeats() && !source.isInstruction();
  }

  private void enter(InterruptGates.Way way, PendingStack stack, boolean switches) {
    if (cpu.mode() == Mode.VIRTUAL_8086) {
      for (int index = ES; index <= GS; index++) {
        if (index != CS && index != SS) {
          cpu.segmentation().setNull(cpu.segment(index), 0);
        }
      }
    }
    cpu.segmentation().loadCode(way.code(), way.to());
    if (switches) {
      cpu.segment(SS).copyFrom(stack.segment());
    }
    cpu.registers[RSP] = stack.pointer();
    cpu.setRip(way.target());
    cpu.setRflags(0, CLEARED | (way.isInterruptGate() ? Rflags.IF : 0));
    cpu.refreshAfterTransfer();
  }
}
