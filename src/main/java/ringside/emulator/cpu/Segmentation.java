package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent;

/**
 * Loads of segment registers, and the look-ups in descriptor tables that they and the inspecting
 * instructions make (SDM, "Using Segment Descriptors", "Segment Loading Instructions").
 */
public final class Segmentation {
  private static final int RECENT = 64;

  private final LogicalProcessor cpu;

  /** Descriptors as they were read last, by index, so that one that stayed is not made again. */
  private final @Nullable Descriptor[] recent = new @Nullable Descriptor[RECENT];

  Segmentation(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** The four selectors of descriptor 0, which load but may not be used. */
  static boolean isNull(int selector) {
    return (selector & 0xFFFC) == 0;
  }

  /** The descriptor that a selector names, or null where its table ends before it. */
  @Nullable Descriptor find(int selector) {
    boolean local = (selector & 4) != 0;
    SegmentRegister ldtr = cpu.ldtr();
    if (local && ldtr.unusable()) {
      return null;
    }
    long limit = local ? ldtr.limit() : cpu.gdtr().limit();
    int offset = selector & 0xFFF8;
    if (offset + 7 > limit) {
      return null;
    }
    long address = (local ? ldtr.base() : cpu.gdtr().base()) + offset;
    if (!cpu.mode().ia32e()) {
      address &= 0xFFFF_FFFFL;
    }
    long raw = cpu.linear().loadSystem(address, 8);
    int index = selector >>> 3 & RECENT - 1;
    Descriptor before = recent[index];
    if (before != null && before.is(selector, address, raw)) {
      return before;
    }
    Descriptor descriptor = new Descriptor(selector, address, raw);
    recent[index] = descriptor;
    return descriptor;
  }

  /**
   * The descriptor that a selector names.
   *
   * @param vector to raise, with the selector, where its table ends before it
   */
  Descriptor fetch(int selector, Vector vector) {
    Descriptor descriptor = find(selector);
    if (descriptor == null) {
      throw cpu.fault(vector, selector & 0xFFFC);
    }
    return descriptor;
  }

  /** The upper 32 bits of the base, or offset, of a 16-byte descriptor of IA-32e mode. */
  long upperHalf(Descriptor descriptor, Vector vector) {
    boolean local = (descriptor.selector() & 4) != 0;
    long limit = local ? cpu.ldtr().limit() : cpu.gdtr().limit();
    if ((descriptor.selector() & 0xFFF8) + 15 > limit) {
      throw cpu.fault(vector, descriptor.errorCode());
    }
    long upper = cpu.linear().loadSystem(descriptor.address() + 8, 8);
    if ((upper >>> 40 & 0x1F) != 0) {
      throw cpu.fault(vector, descriptor.errorCode());
    }
    return upper << 32;
  }

  /** Sets the accessed bit in the table; the descriptor as it is then. */
  Descriptor markAccessed(Descriptor descriptor) {
    if (descriptor.accessed()) {
      return descriptor;
    }
    long raw = descriptor.raw() | 1L << 40;
    cpu.linear().storeSystem(descriptor.address() + 5, 1, raw >>> 40);
    return new Descriptor(descriptor.selector(), descriptor.address(), raw);
  }

  /**
   * MOV and POP to a segment register, and LDS and its kin.
   *
   * @param index any but CS
   */
  public void load(int index, int selector) {
    SegmentRegister register = cpu.segment(index);
    if (!cpu.mode().usesDescriptors()) {
      loadRealMode(index, selector);
    } else if (isNull(selector)) {
      loadNull(index, selector);
    } else {
      Descriptor descriptor = fetch(selector, Vector.GP);
      if (index == SS) {
        checkStack(descriptor, cpu.cpl(), Vector.GP, Vector.SS);
      } else {
        checkData(descriptor);
      }
      register.set(markAccessed(descriptor));
    }
    cpu.refreshSegment(index);
    if (index == SS) {
      // The rest of a block was checked against the old stack's address size.
      cpu.runState().leaveBlock();
    }
  }

  private void loadRealMode(int index, int selector) {
    SegmentRegister register = cpu.segment(index);
    if (cpu.mode() == Mode.VIRTUAL_8086) {
      register.set(selector, (long) selector << 4, 0xFFFF, SegmentRegister.VIRTUAL_8086);
    } else {
      // Real-address mode changes the base alone: limits from protected mode stay in force.
      register.set(selector, (long) selector << 4, register.limit(), register.access());
    }
  }

  private void loadNull(int index, int selector) {
    boolean allowed = cpu.mode() == Mode.LONG && cpu.cpl() != 3 && (selector & 3) == cpu.cpl();
    if (index == SS && !allowed) {
      throw cpu.fault(Vector.GP);
    }
    setNull(cpu.segment(index), selector);
  }

  /** A null selector: Intel's processors clear base and limit with it, AMD's keep them. */
  void setNull(SegmentRegister register, int selector) {
    register.setNull(selector);
    if (cpu.model().vendor() == CpuModel.Vendor.INTEL) {
      register.set(selector, 0, 0, register.access());
    }
  }

  private void checkData(Descriptor descriptor) {
    boolean anyPrivilege = descriptor.isCode() && descriptor.isConforming();
    if (!descriptor.isReadable()
        || !anyPrivilege && descriptor.dpl() < Math.max(descriptor.rpl(), cpu.cpl())) {
      throw cpu.fault(Vector.GP, descriptor.errorCode());
    }
    requirePresent(descriptor, Vector.NP);
  }

  /**
   * Checks that a descriptor is a stack for code at {@code cpl}.
   *
   * @param wrong to raise for type and privilege
   * @param absent to raise if it is not present
   */
  void checkStack(Descriptor descriptor, int cpl, Vector wrong, Vector absent) {
    if (!descriptor.isWritableData() || descriptor.dpl() != cpl || descriptor.rpl() != cpl) {
      throw cpu.fault(wrong, descriptor.errorCode());
    }
    requirePresent(descriptor, absent);
  }

  void requirePresent(Descriptor descriptor, Vector absent) {
    if (!descriptor.present()) {
      throw cpu.fault(absent, descriptor.errorCode());
    }
  }

  /** In IA-32e mode a code segment with both L and D set is reserved. */
  void checkCodeSize(Descriptor descriptor) {
    if (cpu.mode().ia32e() && descriptor.isLong() && descriptor.isBig()) {
      throw cpu.fault(Vector.GP, descriptor.errorCode());
    }
  }

  /** Puts a checked code segment into CS, to run at {@code cpl}; {@code refresh} must follow. */
  void loadCode(Descriptor descriptor, int cpl) {
    Descriptor accessed = markAccessed(descriptor);
    cpu.segment(CS).set(accessed);
    cpu.segment(CS).setSelector(descriptor.selector() & 0xFFFC | cpl);
    cpu.setCpl(cpl);
  }

  /** After a return to an outer level: segments that it may not use become null. */
  void dropInnerSegments(int cpl) {
    dropInnerSegment(ES, cpl);
    dropInnerSegment(DS, cpl);
    dropInnerSegment(FS, cpl);
    dropInnerSegment(GS, cpl);
  }

  private void dropInnerSegment(int index, int cpl) {
    SegmentRegister register = cpu.segment(index);
    if (register.dpl() < cpl
        && !register.unusable()
        && !(register.isCode() && register.isConforming())) {
      setNull(register, 0);
      cpu.refreshSegment(index);
    }
  }

  /** Changes the base of FS or GS alone. */
  public void setBase(int index, long base) {
    cpu.segment(index).setBase(base);
    cpu.refreshSegment(index);
  }

  // LDTR and TR.

  /** LLDT. */
  public void loadLdtr(int selector) {
    if (isNull(selector)) {
      setNull(cpu.ldtr(), selector);
    } else {
      Descriptor descriptor = fetchGlobal(selector);
      if (descriptor.codeOrData() || descriptor.type() != Descriptor.LDT) {
        throw cpu.fault(Vector.GP, descriptor.errorCode());
      }
      requirePresent(descriptor, Vector.NP);
      loadSystemSegment(cpu.ldtr(), descriptor);
    }
    emitTable(TraceEvent.DescriptorTable.Table.LDTR, cpu.ldtr());
  }

  /** LTR: marks the TSS busy. */
  public void loadTr(int selector) {
    if (isNull(selector)) {
      throw cpu.fault(Vector.GP);
    }
    Descriptor descriptor = fetchGlobal(selector);
    boolean available =
        descriptor.type() == Descriptor.TSS_32
            || descriptor.type() == Descriptor.TSS_16 && !cpu.mode().ia32e();
    if (descriptor.codeOrData() || !available) {
      throw cpu.fault(Vector.GP, descriptor.errorCode());
    }
    requirePresent(descriptor, Vector.NP);
    loadSystemSegment(cpu.tr(), descriptor);
    long busy = descriptor.raw() | (long) Descriptor.BUSY << 40;
    cpu.linear().storeSystem(descriptor.address() + 5, 1, busy >>> 40);
    SegmentRegister tr = cpu.tr();
    tr.set(tr.selector(), tr.base(), tr.limit(), tr.access() | Descriptor.BUSY);
    emitTable(TraceEvent.DescriptorTable.Table.TR, tr);
  }

  private Descriptor fetchGlobal(int selector) {
    if ((selector & 4) != 0) {
      throw cpu.fault(Vector.GP, selector & 0xFFFC);
    }
    return fetch(selector, Vector.GP);
  }

  private void loadSystemSegment(SegmentRegister register, Descriptor descriptor) {
    long upper = cpu.mode().ia32e() ? upperHalf(descriptor, Vector.GP) : 0;
    long base = descriptor.base() | upper;
    if (!LinearMemory.isCanonical(base)) {
      throw cpu.fault(Vector.GP, descriptor.errorCode());
    }
    register.set(descriptor.selector(), base, descriptor.limit(), descriptor.access());
  }

  private void emitTable(TraceEvent.DescriptorTable.Table table, SegmentRegister register) {
    cpu.emit(
        new TraceEvent.DescriptorTable(
            table, register.selector(), register.base(), (int) register.limit()));
  }
}
