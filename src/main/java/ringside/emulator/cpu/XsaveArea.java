package ringside.emulator.cpu;

import ringside.emulator.bits.Bits;
import ringside.emulator.isa.DecodedInstruction;

/**
 * The memory operand of FXSAVE and XSAVE: 512 bytes of x87 and SSE state, then the header of XSAVE
 * (SDM, "Layout of the 64-bit-mode FXSAVE64 Map", "XSAVE Header").
 */
public final class XsaveArea {
  /** Bytes of FXSAVE's map. */
  public static final int LEGACY_SIZE = 512;

  /** Bytes with the header. */
  public static final int SIZE = 576;

  /** Where PKRU is in the standard format, behind what other processors have; CPUID tells it. */
  static final int PKRU_OFFSET = 0xA80;

  static final int PKRU_SIZE = 8;

  private static final int MXCSR = 24;
  private static final int ST0 = 32;
  private static final int XMM0 = 160;
  private static final int XSTATE_BV = 512;
  private static final int XCOMP_BV = 520;

  private final LogicalProcessor cpu;
  private final int segment;
  private final int addressSize;
  private final long offset;
  private final boolean wide;
  private final int xmmRegisters;

  /**
   * The operand of an instruction.
   *
   * @param alignment of the linear address, else #GP(0)
   */
  public XsaveArea(LogicalProcessor cpu, DecodedInstruction instruction, int alignment) {
    this.cpu = cpu;
    segment = instruction.segment();
    addressSize = instruction.addressSize();
    offset = cpu.effectiveAddress(instruction);
    wide = instruction.operandSize() == 8;
    xmmRegisters = cpu.mode() == Mode.LONG ? 16 : 8;
    if ((cpu.linearAddress(segment, offset) & alignment - 1) != 0) {
      throw cpu.fault(Vector.GP);
    }
  }

  /** Bytes that state components take in the standard format. */
  static int size(long components) {
    return (components & ControlRegisters.XCR0_PKRU) != 0 ? PKRU_OFFSET + PKRU_SIZE : SIZE;
  }

  /** Bytes that they take in the compacted format. */
  static int compactSize(long components) {
    return (components & ControlRegisters.XCR0_PKRU) != 0 ? SIZE + PKRU_SIZE : SIZE;
  }

  /** Raises the faults of storing {@code size} bytes. */
  public void checkStore(int size) {
    cpu.checkStore(segment, at(0), 8);
    cpu.checkStore(segment, at(size - 8), 8);
  }

  /** Raises the faults of loading {@code size} bytes. */
  public void checkLoad(int size) {
    long first = load(0, 8);
    long last = load(size - 8, 8);
  }

  private long at(int position) {
    return Bits.zeroExtend(offset + position, addressSize);
  }

  private long load(int position, int size) {
    return cpu.load(segment, at(position), size);
  }

  private void store(int position, int size, long value) {
    cpu.store(segment, at(position), size, value);
  }

  // ---- x87 -------------------------------------------------------------------------------------

  public void storeX87() {
    X87 fpu = cpu.x87();
    store(0, 2, fpu.control());
    store(2, 2, fpu.status());
    store(4, 2, fpu.abridgedTags());
    store(6, 2, fpu.opcode());
    storePointer(8, fpu.instructionOffset(), fpu.instructionSelector());
    storePointer(16, fpu.dataOffset(), fpu.dataSelector());
    for (int n = 0; n < 8; n++) {
      store(ST0 + n * 16, 8, fpu.significand(n));
      store(ST0 + n * 16 + 8, 8, fpu.signExponent(n));
    }
  }

  private void storePointer(int position, long pointer, int selector) {
    store(position, 8, wide ? pointer : pointer & 0xFFFF_FFFFL | (long) selector << 32);
  }

  public void loadX87() {
    X87 fpu = cpu.x87();
    fpu.setControl((int) load(0, 2));
    fpu.setStatus((int) load(2, 2));
    int tags = (int) load(4, 1);
    long code = load(8, 8);
    long data = load(16, 8);
    int opcode = (int) load(6, 2) & 0x7FF;
    fpu.setInstruction(selector(code), pointer(code), opcode);
    fpu.setData(selector(data), pointer(data));
    for (int n = 0; n < 8; n++) {
      fpu.setRaw(n, (int) load(ST0 + n * 16 + 8, 2), load(ST0 + n * 16, 8));
    }
    fpu.setAbridgedTags(tags);
  }

  private long pointer(long image) {
    return wide ? image : image & 0xFFFF_FFFFL;
  }

  private int selector(long image) {
    return wide ? 0 : (int) (image >>> 32) & 0xFFFF;
  }

  // ---- SSE -------------------------------------------------------------------------------------

  /** Stores MXCSR and MXCSR_MASK. */
  public void storeMxcsr() {
    store(MXCSR, 8, cpu.sse().mxcsr() | (long) Sse.MXCSR_MASK << 32);
  }

  /** Loads MXCSR; #GP(0) if it has a bit that does not exist. */
  public void loadMxcsr() {
    long value = load(MXCSR, 4);
    if ((value & ~Sse.MXCSR_MASK) != 0) {
      throw cpu.fault(Vector.GP);
    }
    cpu.sse().setMxcsr((int) value);
  }

  /** Stores the registers that exist in the mode. */
  public void storeXmm() {
    Sse sse = cpu.sse();
    for (int n = 0; n < xmmRegisters; n++) {
      store(XMM0 + n * 16, 8, sse.low(n));
      store(XMM0 + n * 16 + 8, 8, sse.high(n));
    }
  }

  /** Loads the registers that exist in the mode. */
  public void loadXmm() {
    Sse sse = cpu.sse();
    for (int n = 0; n < xmmRegisters; n++) {
      sse.set(n, load(XMM0 + n * 16, 8), load(XMM0 + n * 16 + 8, 8));
    }
  }

  /** Makes the registers that exist in the mode zero. */
  public void clearXmm() {
    for (int n = 0; n < xmmRegisters; n++) {
      cpu.sse().set(n, 0, 0);
    }
  }

  // ---- protection keys --------------------------------------------------------------------------

  /** Stores PKRU. */
  public void storePkru(boolean compact) {
    store(compact ? SIZE : PKRU_OFFSET, PKRU_SIZE, cpu.control().pkru() & 0xFFFF_FFFFL);
  }

  /** PKRU as it was stored. */
  public int pkru(boolean compact) {
    return (int) load(compact ? SIZE : PKRU_OFFSET, PKRU_SIZE);
  }

  // ---- the header ------------------------------------------------------------------------------

  /** XSTATE_BV: the components that the area holds. */
  public long present() {
    return load(XSTATE_BV, 8);
  }

  public void setPresent(long components) {
    store(XSTATE_BV, 8, components);
  }

  /** XCOMP_BV. */
  public long compaction() {
    return load(XCOMP_BV, 8);
  }

  public void setCompaction(long value) {
    store(XCOMP_BV, 8, value);
  }

  /** Whether a header byte that must be zero is not: up to byte 23, or to the end if compacted. */
  public boolean reservedHeaderSet(boolean compact) {
    long bits = 0;
    for (int position = XCOMP_BV + 8; position < (compact ? SIZE : XCOMP_BV + 16); position += 8) {
      bits |= load(position, 8);
    }
    return bits != 0;
  }
}
