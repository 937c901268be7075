package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;

/**
 * DR0 to DR3, DR6 and DR7, and what matches them (SDM, "Debug Registers", "Breakpoint Exception and
 * Debug Exception"). An instruction breakpoint is a fault before the instruction; accesses to
 * memory and ports are noted, and trap at the next boundary.
 */
public final class DebugRegisters {
  public static final long DR6_BS = 1 << 14;
  static final long DR6_BT = 1 << 15;
  private static final long DR6_BD = 1 << 13;

  /** B0 to B3. Together with no other bit they are those of an instruction breakpoint. */
  static final long DR6_MATCHES = 0xF;

  private static final long DR6_FIXED = 0xFFFF_0FF0L;
  private static final long DR7_GD = 1 << 13;
  private static final long DR7_LOCAL = 0x155;
  private static final long DR7_FIXED = 1 << 10;

  private static final int BREAKPOINTS = 4;

  // R/W fields of DR7.
  private static final int EXECUTE = 0;
  private static final int PORT = 2;
  private static final int READ_OR_WRITE = 3;

  /** Bytes by the LEN field of DR7. */
  private static final int[] LENGTHS = {1, 2, 8, 4};

  private final LogicalProcessor cpu;
  private final long[] values = {0, 0, 0, 0, 0, 0, DR6_FIXED, DR7_FIXED};

  // Which breakpoints are enabled, a bit each, by what they watch; from DR7.
  private int code;
  private int data;
  private int ports;

  DebugRegisters(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** A register, for a look that raises nothing. */
  public long value(int number) {
    return values[number];
  }

  /** MOV from DR. */
  public long read(int number) {
    return values[resolve(number)];
  }

  /** MOV to DR. */
  public void write(int number, long value) {
    int register = resolve(number);
    if (register >= 6 && value >>> 32 != 0) {
      throw cpu.fault(Vector.GP);
    }
    values[register] =
        switch (register) {
          case 6 -> value & 0xE00F | DR6_FIXED;
          case 7 -> value & 0xFFFF_2BFFL | DR7_FIXED;
          default -> value;
        };
    derive();
    cpu.refresh();
  }

  /** DR4 and DR5 are other names of DR6 and DR7, unless CR4.DE makes them invalid. */
  private int resolve(int number) {
    boolean alias = number == 4 || number == 5;
    if (alias && cpu.control().has4(ControlRegisters.CR4_DE)) {
      throw cpu.fault(Vector.UD);
    }
    if ((values[7] & DR7_GD) != 0) {
      throw new ProcessorFault(Vector.DB, 0, DR6_BD);
    }
    return alias ? number + 2 : number;
  }

  /**
   * Records why a debug exception is delivered: B0 to B3 tell what matched now, the other bits are
   * never cleared.
   */
  void note(long dr6Bits) {
    values[6] = values[6] & ~DR6_MATCHES | dr6Bits;
    values[7] &= ~DR7_GD;
    cpu.branches().debugException();
  }

  /** A task switch ends the breakpoints of the old task: L0 to L3, and LE. */
  void clearLocalBreakpoints() {
    values[7] &= ~DR7_LOCAL;
    derive();
  }

  /** Sets a register without checks: VM entry and exit; a refresh must follow. */
  public void load(int number, long value) {
    values[number] = value;
    derive();
  }

  long[] save() {
    return values.clone();
  }

  void load(long[] saved) {
    System.arraycopy(saved, 0, values, 0, values.length);
    derive();
  }

  private void derive() {
    code = 0;
    data = 0;
    ports = 0;
    for (int n = 0; n < BREAKPOINTS; n++) {
      if ((values[7] >>> 2 * n & 3) != 0) {
        switch (kind(n)) {
          case EXECUTE -> code |= 1 << n;
          case PORT -> ports |= 1 << n;
          default -> data |= 1 << n;
        }
      }
    }
    cpu.runState().attend();
  }

  private int kind(int n) {
    return (int) (values[7] >>> 16 + 4 * n) & 3;
  }

  // Matching.

  /** Whether instructions must be looked at before they run. */
  boolean watchesCode() {
    return code != 0;
  }

  /** This, if it watches accesses to memory, else null. */
  @Nullable DebugRegisters dataWatcher() {
    return data != 0 ? this : null;
  }

  /** DR6 bits of the breakpoints at the linear address of an instruction. */
  long matchCode(long linear) {
    long bits = 0;
    for (int n = 0; n < BREAKPOINTS; n++) {
      if ((code & 1 << n) != 0 && values[n] == linear) {
        bits |= 1L << n;
      }
    }
    return bits;
  }

  /** An access to memory was made: matching breakpoints trap behind the instruction. */
  void accessMemory(long linear, int size, boolean write) {
    int watching = data;
    for (int n = 0; n < BREAKPOINTS; n++) {
      if ((watching & 1 << n) != 0 && (write || kind(n) == READ_OR_WRITE)) {
        trapIfIn(n, linear, size);
      }
    }
  }

  /** An access to a port was made. */
  void accessPort(int port, int size) {
    if (ports != 0 && cpu.control().has4(ControlRegisters.CR4_DE)) {
      for (int n = 0; n < BREAKPOINTS; n++) {
        if ((ports & 1 << n) != 0) {
          trapIfIn(n, port, size);
        }
      }
    }
  }

  private void trapIfIn(int n, long first, int size) {
    int length = LENGTHS[(int) (values[7] >>> 18 + 4 * n) & 3];
    long start = values[n] & -length;
    if (first - start < length && start - first < size) {
      RunState state = cpu.runState();
      state.setPendingDebug(state.pendingDebug() | 1L << n);
    }
  }
}
