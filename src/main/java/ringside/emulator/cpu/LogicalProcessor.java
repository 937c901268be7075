package ringside.emulator.cpu;

import ringside.emulator.bits.Bits;
import ringside.emulator.isa.DecodedInstruction;

/** The registers of one logical processor, and the services that instruction handlers share. */
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

  public final Alu alu = new Alu();

  private final long[] registers = new long[16];
  private long flags = Rflags.FIXED;
  private long rip;

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

  /** Replaces the bits of RFLAGS that {@code writableMask} selects. */
  public void setRflags(long value, long writableMask) {
    if ((writableMask & Alu.STATUS_FLAGS) != 0) {
      long status = alu.statusFlags();
      alu.setStatusFlags(status & ~writableMask | value & writableMask);
    }
    long mask = writableMask & Rflags.DEFINED & ~Alu.STATUS_FLAGS;
    flags = flags & ~mask | value & mask;
  }

  /**
   * Loads from memory, with the checks of segmentation and paging.
   *
   * @param segment 0 to 5: ES CS SS DS FS GS
   * @param size 1, 2, 4 or 8 bytes
   * @return zero-extended
   */
  public long load(int segment, long offset, int size) {
    throw new UnsupportedOperationException();
  }

  /** Loads what a read-modify-write instruction will store: faults as a store. */
  public long loadForWrite(int segment, long offset, int size) {
    throw new UnsupportedOperationException();
  }

  /** Stores to memory, with the checks of segmentation and paging. */
  public void store(int segment, long offset, int size, long value) {
    throw new UnsupportedOperationException();
  }

  /** Pushes on SS:rSP, with the address size of the stack segment. */
  public void push(int size, long value) {
    throw new UnsupportedOperationException();
  }

  /** Pops from SS:rSP, with the address size of the stack segment. */
  public long pop(int size) {
    throw new UnsupportedOperationException();
  }

  /** RET n: adds {@code bytes} to rSP, with the address size of the stack segment. */
  public void releaseStack(long bytes) {
    throw new UnsupportedOperationException();
  }

  /** Address size of the stack segment: 2, 4 or 8. */
  public int stackAddressSize() {
    throw new UnsupportedOperationException();
  }

  /** Offset of the memory operand in its segment, truncated to the address size. */
  public long effectiveAddress(DecodedInstruction instruction) {
    throw new UnsupportedOperationException();
  }

  /** Linear address of an offset in a segment; checks nothing. */
  public long linearAddress(int segment, long offset) {
    throw new UnsupportedOperationException();
  }

  /** Reads operand {@code at} of an instruction, wherever it is; zero-extended. */
  public long operand(DecodedInstruction instruction, int at) {
    throw new UnsupportedOperationException();
  }

  /** {@link #operand} of a read-modify-write: memory faults as a store. */
  public long operandForWrite(DecodedInstruction instruction, int at) {
    throw new UnsupportedOperationException();
  }

  /** Writes operand {@code at} of an instruction. */
  public void setOperand(DecodedInstruction instruction, int at, long value) {
    throw new UnsupportedOperationException();
  }

  /** Near branch: truncates {@code target} to the operand size, checks limit or canonicality. */
  public void branch(long target, int operandSize) {
    throw new UnsupportedOperationException();
  }

  /** Address of the instruction after the running one, relative to CS. */
  public long nextRip() {
    return rip;
  }

  /** Current privilege level, 0 to 3. */
  public int cpl() {
    throw new UnsupportedOperationException();
  }

  public Mode mode() {
    throw new UnsupportedOperationException();
  }

  /** For {@code throw cpu.fault(Vector.UD)}. */
  public ProcessorFault fault(Vector vector) {
    return new ProcessorFault(vector, 0, 0);
  }

  /** For {@code throw cpu.fault(Vector.GP, errorCode)}. */
  public ProcessorFault fault(Vector vector, int errorCode) {
    return new ProcessorFault(vector, errorCode, 0);
  }
}
