package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.paging.Tlb;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;
import ringside.emulator.trace.TraceSink;

/**
 * The registers of one logical processor, and the services that instruction handlers share.
 *
 * <p>What the manuals describe in chapters of their own has a class of its own, reached from here:
 * control registers, model-specific registers, segmentation, event delivery, far transfers. What
 * runs instructions is the {@link Interpreter}; between two instructions every field here is the
 * architectural state.
 */
public final class LogicalProcessor {
  public static final int RAX = 0;
  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;

  /** Register numbers of AH, CH, DH and BH begin here. */
  public static final int AH = 16;

  public static final int ES = 0;
  public static final int CS = 1;
  public static final int SS = 2;
  public static final int DS = 3;
  public static final int FS = 4;
  public static final int GS = 5;

  /** Where {@link #segmentKey} has the stack's address size. */
  static final int STACK_SIZE_SHIFT = 8;

  /** Segments in {@link #segmentKey} that transfers of control leave alone. */
  private static final int FLAT_DATA = 1 << ES | 1 << DS | 1 << FS | 1 << GS;

  public final Alu alu = new Alu();

  private final X87 x87 = new X87();
  private final Sse sse = new Sse();
  private final RandomNumbers random = new RandomNumbers();

  final long[] registers = new long[16];
  long flags = Rflags.FIXED;
  long rip;

  private final SegmentRegister[] segments = new SegmentRegister[6];
  private final SegmentRegister ldtr = new SegmentRegister();
  private final SegmentRegister tr = new SegmentRegister();
  private TableRegister gdtr = new TableRegister(0, 0xFFFF);
  private TableRegister idtr = new TableRegister(0, 0xFFFF);
  private int cpl;
  private Mode mode = Mode.REAL;
  private int stackAddressSize = 2;
  private int context;
  private int segmentKey;

  // What fetching needs of CS, kept at hand.
  private long codeBase;
  private long codeMask;
  private long codeLimit;

  private final CpuModel model;
  private final AddressTranslation translation;
  private final LinearMemory linear;
  private final PortAccess ports;
  private final ControlRegisters controlRegisters;
  private final ModelSpecificRegisters modelSpecificRegisters;
  private final DebugRegisters debugRegisters = new DebugRegisters(this);
  private final BranchRecords branchRecords = new BranchRecords(this);
  private final Segmentation segmentation;
  private final DescriptorInspection inspection;
  private final EventDelivery eventDelivery;
  private final RunState runState = new RunState();
  private final SegmentRegister incomingStack = new SegmentRegister();
  private final StackReader stackReader = new StackReader(this);
  private @Nullable Virtualization virtualization;
  private @Nullable Virtualization guest;
  private @Nullable TraceSink trace;
  private @Nullable TraceSink memoryTrace;
  private @Nullable LocalApicAccess apic;

  /** A processor after reset. */
  public LogicalProcessor(CpuModel model, PhysicalMemory memory, IoAddressSpace io) {
    this.model = model;
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new SegmentRegister();
    }
    translation = new AddressTranslation(memory);
    translation
        .controls()
        .setCapabilities(
            model.physicalAddressBits(),
            model.has(CpuFeature.PAGE1GB),
            model.vendor() == CpuModel.Vendor.AMD);
    linear = new LinearMemory(memory, translation, runState);
    ports = new PortAccess(this, io);
    controlRegisters = new ControlRegisters(this);
    modelSpecificRegisters = new ModelSpecificRegisters(this);
    segmentation = new Segmentation(this);
    inspection = new DescriptorInspection(this);
    eventDelivery = new EventDelivery(this);
    Reset.apply(this);
  }

  // General registers and flags.

  /**
   * A general register.
   *
   * @param index 0 to 15 as encoded; with {@code size} 1, 16 to 19 are AH, CH, DH and BH
   * @return zero-extended
   */
  public long register(int index, int size) {
    return index < AH
        ? Bits.zeroExtend(registers[index], size)
        : registers[index - AH] >>> 8 & 0xFF;
  }

  /** Writes a general register: size 4 clears the upper half, sizes 1 and 2 merge. */
  public void setRegister(int index, int size, long value) {
    if (index >= AH) {
      registers[index - AH] = registers[index - AH] & ~0xFF00L | (value & 0xFF) << 8;
    } else if (size >= 4) {
      registers[index] = Bits.zeroExtend(value, size);
    } else {
      long mask = Bits.mask(size);
      registers[index] = registers[index] & ~mask | value & mask;
    }
  }

  /** RFLAGS, with the status flags computed. */
  public long rflags() {
    return flags | alu.statusFlags();
  }

  /** RFLAGS without the status flags, which cost a computation. */
  public long systemFlags() {
    return flags;
  }

  /** Replaces the bits of RFLAGS that {@code writableMask} selects. */
  public void setRflags(long value, long writableMask) {
    if ((writableMask & Alu.STATUS_FLAGS) != 0) {
      long status = alu.statusFlags();
      alu.setStatusFlags(status & ~writableMask | value & writableMask);
    }
    long mask = writableMask & Rflags.DEFINED & ~Alu.STATUS_FLAGS;
    long before = flags;
    flags = before & ~mask | value & mask;
    if ((flags & ~before & Rflags.ATTENTION) != 0) {
      runState.attend();
    }
    if (((before ^ flags) & Rflags.CONTEXT) != 0) {
      runState.leaveBlock();
      refreshMemoryAccess();
    }
  }

  /** RIP: while an instruction runs, the address of the next. */
  public long rip() {
    return rip;
  }

  public void setRip(long value) {
    rip = value;
  }

  // Segments, tables and modes.

  /** A segment register, {@link #ES} to {@link #GS}. */
  public SegmentRegister segment(int index) {
    return segments[index];
  }

  public SegmentRegister ldtr() {
    return ldtr;
  }

  public SegmentRegister tr() {
    return tr;
  }

  public TableRegister gdtr() {
    return gdtr;
  }

  /** Loads GDTR; the caller tells the trace. */
  public void setGdtr(TableRegister value) {
    gdtr = value;
  }

  public TableRegister idtr() {
    return idtr;
  }

  public void setIdtr(TableRegister value) {
    idtr = value;
  }

  /** Tells the trace that a descriptor-table register was loaded. */
  public void emitTable(TraceEvent.DescriptorTable.Table table, int selector, TableRegister value) {
    emit(new TraceEvent.DescriptorTable(table, selector, value.base(), value.limit()));
  }

  /** Current privilege level, 0 to 3. */
  public int cpl() {
    return cpl;
  }

  public Mode mode() {
    return mode;
  }

  /** IOPL, 0 to 3. */
  public int ioPrivilegeLevel() {
    return (int) (flags >>> 12) & 3;
  }

  /** The default sizes of the code being run. */
  public CodeMode codeMode() {
    if (mode == Mode.LONG) {
      return CodeMode.BITS_64;
    }
    return segments[CS].isBig() ? CodeMode.BITS_32 : CodeMode.BITS_16;
  }

  /** What decoded code depends on: {@link CodeContext}. */
  int context() {
    return context;
  }

  /** Address size of the stack segment: 2, 4 or 8. */
  public int stackAddressSize() {
    return stackAddressSize;
  }

  /** Changes CPL; {@link #refresh} must follow when CS, SS and flags are in place. */
  public void setCpl(int level) {
    cpl = level;
  }

  /** Derives the mode, and what depends on it, from CR0, EFER, RFLAGS.VM and the segments. */
  public void refresh() {
    mode = controlRegisters.mode(flags, segments[CS]);
    for (int i = 0; i < segments.length; i++) {
      segments[i].refresh(mode, i < FS);
    }
    segmentKey = flat(ES) | flat(DS) | flat(FS) | flat(GS);
    refreshContext();
  }

  /** {@link #refresh} after a transfer that loaded no more than CS, SS, CPL and RFLAGS. */
  void refreshAfterTransfer() {
    if (controlRegisters.mode(flags, segments[CS]) != mode) {
      refresh();
      return;
    }
    segments[CS].refresh(mode, true);
    segments[SS].refresh(mode, true);
    refreshContext();
  }

  private void refreshContext() {
    boolean is64Bit = mode == Mode.LONG;
    codeBase = segments[CS].linearBase();
    codeMask = is64Bit ? -1 : 0xFFFF_FFFFL;
    codeLimit = is64Bit ? Long.MAX_VALUE : segments[CS].limit();
    stackAddressSize = mode == Mode.LONG ? 8 : segments[SS].isBig() ? 4 : 2;
    segmentKey =
        segmentKey & FLAT_DATA | stackAddressSize << STACK_SIZE_SHIFT | flat(CS) | flat(SS);
    context = CodeContext.of(codeMode(), cpl, mode, guest != null);
    runState.leaveBlock();
    refreshMemoryAccess();
  }

  /** Derives what one data segment register's new content changes. */
  void refreshSegment(int index) {
    segments[index].refresh(mode, index < FS);
    if (index == SS) {
      stackAddressSize = mode == Mode.LONG ? 8 : segments[SS].isBig() ? 4 : 2;
    }
    segmentKey =
        segmentKey & 0x3F & ~(1 << index) | flat(index) | stackAddressSize << STACK_SIZE_SHIFT;
  }

  private int flat(int index) {
    return segments[index].isFlat() ? 1 << index : 0;
  }

  /**
   * What code may rely on to compute linear addresses: bit n says that segment register n is flat,
   * from {@link #STACK_SIZE_SHIFT} on stands the stack's address size.
   */
  int segmentKey() {
    return segmentKey;
  }

  private void refreshMemoryAccess() {
    boolean accessFlag = (flags & Rflags.AC) != 0;
    translation.controls().setAccessAllowed(accessFlag);
    boolean aligned = accessFlag && cpl == 3 && controlRegisters.checksAlignment();
    linear.configure(cpl, mode == Mode.LONG, aligned, memoryTrace, debugRegisters.dataWatcher());
  }

  /** Changes whenever fetching from a linear address may lead elsewhere. */
  long codeEpoch() {
    return translation.code().epoch();
  }

  /** Linear address of RIP. */
  long linearRip() {
    return linearCode(rip);
  }

  /** Linear address of an offset in CS. */
  long linearCode(long offset) {
    return codeBase + offset & codeMask;
  }

  /** The last offset in CS; in 64-bit code there is none. */
  long codeLimit() {
    return codeLimit;
  }

  /** Whether {@code length} bytes at RIP are within CS. */
  boolean withinCode(int length) {
    return rip + (length - 1) <= codeLimit;
  }

  // Memory.

  /**
   * Loads from memory, with the checks of segmentation and paging.
   *
   * @param segment 0 to 5: ES CS SS DS FS GS
   * @param size 1, 2, 4 or 8 bytes
   * @return zero-extended
   */
  public long load(int segment, long offset, int size) {
    SegmentRegister register = segments[segment];
    if (!register.mayRead(offset, size)) {
      throw segmentFault(segment);
    }
    return linear.load(segment, linearAddress(register, offset), size);
  }

  /** Loads what a read-modify-write instruction will store: faults as a store. */
  public long loadForWrite(int segment, long offset, int size) {
    SegmentRegister register = segments[segment];
    if (!register.mayWrite(offset, size)) {
      throw segmentFault(segment);
    }
    return linear.loadForWrite(segment, linearAddress(register, offset), size);
  }

  /** Stores to memory, with the checks of segmentation and paging. */
  public void store(int segment, long offset, int size, long value) {
    SegmentRegister register = segments[segment];
    if (!register.mayWrite(offset, size)) {
      throw segmentFault(segment);
    }
    linear.store(segment, linearAddress(register, offset), size, value);
  }

  /** Raises the faults of a store, of up to a page, without storing. */
  public void checkStore(int segment, long offset, int size) {
    SegmentRegister register = segments[segment];
    if (!register.mayWrite(offset, size)) {
      throw segmentFault(segment);
    }
    linear.checkStore(segment, linearAddress(register, offset), size);
  }

  private ProcessorFault segmentFault(int segment) {
    return fault(segment == SS ? Vector.SS : Vector.GP);
  }

  private long linearAddress(SegmentRegister register, long offset) {
    long address = register.linearBase() + offset;
    return mode == Mode.LONG ? address : address & 0xFFFF_FFFFL;
  }

  /** Linear address of an offset in a segment; checks nothing. */
  public long linearAddress(int segment, long offset) {
    return linearAddress(segments[segment], offset);
  }

  /** Offset of the memory operand in its segment, truncated to the address size. */
  public long effectiveAddress(DecodedInstruction instruction) {
    return Operands.effectiveAddress(this, instruction);
  }

  /** Reads operand {@code at} of an instruction, wherever it is; zero-extended. */
  public long operand(DecodedInstruction instruction, int at) {
    return Operands.read(this, instruction, at);
  }

  /** {@link #operand} of a read-modify-write: memory faults as a store. */
  public long operandForWrite(DecodedInstruction instruction, int at) {
    return Operands.readForWrite(this, instruction, at);
  }

  /** Writes operand {@code at} of an instruction. */
  public void setOperand(DecodedInstruction instruction, int at, long value) {
    Operands.write(this, instruction, at, value);
  }

  // Stack and branches.

  /** A stack segment on its way into SS: checked, but not in force yet. */
  SegmentRegister incomingStack() {
    return incomingStack;
  }

  /** For several pops in a row. */
  StackReader stackReader() {
    return stackReader;
  }

  /** Pushes on SS:rSP, with the address size of the stack segment. */
  public void push(int size, long value) {
    long top = Bits.zeroExtend(registers[RSP] - size, stackAddressSize);
    store(SS, top, size, value);
    setRegister(RSP, stackAddressSize, top);
  }

  /** Pops from SS:rSP, with the address size of the stack segment. */
  public long pop(int size) {
    long top = Bits.zeroExtend(registers[RSP], stackAddressSize);
    long value = load(SS, top, size);
    setRegister(RSP, stackAddressSize, top + size);
    return value;
  }

  /** RET n: adds {@code bytes} to rSP, with the address size of the stack segment. */
  public void releaseStack(long bytes) {
    setRegister(RSP, stackAddressSize, registers[RSP] + bytes);
  }

  /** Near branch: truncates {@code target} to the operand size, checks limit or canonicality. */
  public void branch(long target, int operandSize) {
    long offset = Bits.zeroExtend(target, operandSize);
    if (mode == Mode.LONG ? !LinearMemory.isCanonical(offset) : offset > segments[CS].limit()) {
      throw fault(Vector.GP);
    }
    rip = offset;
  }

  /** Address of the instruction after the running one, relative to CS. */
  public long nextRip() {
    return rip;
  }

  // The local APIC.

  /** Gives the processor its local APIC; once, before it runs. */
  public void attach(LocalApicAccess localApic) {
    apic = localApic;
  }

  /** The local APIC, or null where there is none. */
  public @Nullable LocalApicAccess apic() {
    return apic;
  }

  // Virtualization.

  /** Gives the processor VMX or SVM; once, before it runs. */
  public void attach(Virtualization technology) {
    virtualization = technology;
  }

  /** VMX or SVM, or null where the model has neither. */
  public @Nullable Virtualization virtualization() {
    return virtualization;
  }

  /** {@link #virtualization} while a guest runs, else null. */
  public @Nullable Virtualization guest() {
    return guest;
  }

  /** From now on a guest runs; {@link #refresh} must follow when its state is in place. */
  public void enterGuest() {
    guest = virtualization;
    runState.attend();
  }

  /** From now on the host runs; {@link #refresh} must follow when its state is in place. */
  public void leaveGuest() {
    guest = null;
    runState.attend();
  }

  /** Whether an interrupt that becomes pending now would end a halt. */
  public boolean wakesOnInterrupt() {
    Virtualization running = guest;
    return running == null
        ? (flags & Rflags.IF) != 0 && runState.globalInterruptFlag()
        : running.wakesOnInterrupt();
  }

  /** {@link Virtualization#deadline} of the guest that runs, if one does. */
  public long deadline() {
    Virtualization running = guest;
    return running == null ? Virtualization.NO_DEADLINE : running.deadline();
  }

  /**
   * Copies what was fetched at CS:RIP, up to the end of its page; 0 bytes if nothing was.
   *
   * @return how many bytes
   */
  public int fetchedBytes(byte[] bytes) {
    long address = linearAddress(CS, rip);
    Tlb code = translation.code();
    int slot = code.slot(address);
    if (!code.holds(slot, address)) {
      return 0;
    }
    int offset = (int) address & PhysicalMemory.PAGE_SIZE - 1;
    int count = Math.min(bytes.length, PhysicalMemory.PAGE_SIZE - offset);
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) linear.peek(code.frame(slot) + offset + i);
    }
    return count;
  }

  /** Puts RIP back to the running instruction, which has changed nothing, to leave the guest. */
  public void rewind(DecodedInstruction instruction) {
    rip -= instruction.length();
    runState.rewind();
  }

  // Faults, events and the parts.

  /** For {@code throw cpu.fault(Vector.UD)}. */
  public ProcessorFault fault(Vector vector) {
    return new ProcessorFault(vector, 0, 0);
  }

  /** For {@code throw cpu.fault(Vector.GP, errorCode)}. */
  public ProcessorFault fault(Vector vector, int errorCode) {
    return new ProcessorFault(vector, errorCode, 0);
  }

  /** Raises #GP(0) unless bits 63 to 47 of an address are equal. */
  public void requireCanonical(long address) {
    if (!LinearMemory.isCanonical(address)) {
      throw fault(Vector.GP);
    }
  }

  /** Ends a transfer that loaded CS, SS and RIP by itself: sets CPL and tells the trace. */
  public void changePrivilege(int from, int to, Gate via) {
    cpl = to;
    refreshAfterTransfer();
    if (trace == null) {
      return;
    }
    if (from != to) {
      emit(new TraceEvent.Ring(from, to, via));
    }
    if (via == Gate.SYSRET || via == Gate.SYSEXIT) {
      emit(new TraceEvent.Return(via, from, to));
    }
  }

  /** Who watches, or null. */
  public @Nullable TraceSink trace() {
    return trace;
  }

  /** Whether each load and store is reported. */
  boolean isMemoryWatched() {
    return memoryTrace != null;
  }

  /** Lets {@code sink} watch from now on; null ends it. */
  public void setTrace(@Nullable TraceSink sink) {
    trace = sink;
    memoryTrace = sink != null && sink.watchesMemory() ? sink : null;
    translation.setTrace(memoryTrace);
    refreshMemoryAccess();
  }

  /** Tells the trace, if there is one. Callers for whom the event is costly to make ask first. */
  public void emit(TraceEvent event) {
    TraceSink sink = trace;
    if (sink != null) {
      sink.event(event);
    }
  }

  /** Whether somebody wants to see every load and store: only the interpreter shows them. */
  boolean watchesMemory() {
    return memoryTrace != null;
  }

  public CpuModel model() {
    return model;
  }

  /** CPUID, for the mode that asks. */
  public CpuIdentification.Leaf identify(int leaf, int subleaf) {
    return CpuIdentification.now(this, leaf, subleaf);
  }

  public AddressTranslation translation() {
    return translation;
  }

  /** Loads and stores at linear addresses. */
  LinearMemory linear() {
    return linear;
  }

  public PortAccess ports() {
    return ports;
  }

  public ControlRegisters control() {
    return controlRegisters;
  }

  public ModelSpecificRegisters msrs() {
    return modelSpecificRegisters;
  }

  public DebugRegisters debug() {
    return debugRegisters;
  }

  public BranchRecords branches() {
    return branchRecords;
  }

  public Segmentation segmentation() {
    return segmentation;
  }

  public DescriptorInspection inspection() {
    return inspection;
  }

  public EventDelivery events() {
    return eventDelivery;
  }

  public X87 x87() {
    return x87;
  }

  public Sse sse() {
    return sse;
  }

  /** Where RDRAND and RDSEED have their numbers from. */
  public RandomNumbers random() {
    return random;
  }

  public RunState runState() {
    return runState;
  }
}
