package ringside.emulator.cpu;

/** DR0 to DR3, DR6 and DR7 (SDM, "Debug Registers"). Breakpoints are kept but do not yet match. */
public final class DebugRegisters {
  static final long DR6_BS = 1 << 14;
  static final long DR6_BT = 1 << 15;
  private static final long DR6_BD = 1 << 13;
  private static final long DR6_FIXED = 0xFFFF_0FF0L;
  private static final long DR7_GD = 1 << 13;
  private static final long DR7_LOCAL = 0x155;
  private static final long DR7_FIXED = 1 << 10;

  private final LogicalProcessor cpu;
  private final long[] values = {0, 0, 0, 0, 0, 0, DR6_FIXED, DR7_FIXED};

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
  }

  /** DR4 and DR5 are other names of DR6 and DR7, as CR4.DE is not there. */
  private int resolve(int number) {
    if ((values[7] & DR7_GD) != 0) {
      throw new ProcessorFault(Vector.DB, 0, DR6_BD);
    }
    return number == 4 || number == 5 ? number + 2 : number;
  }

  /** Records why a debug exception is delivered. */
  void note(long dr6Bits) {
    values[6] |= dr6Bits;
    values[7] &= ~DR7_GD;
  }

  /** A task switch ends the breakpoints of the old task: L0 to L3, and LE. */
  void clearLocalBreakpoints() {
    values[7] &= ~DR7_LOCAL;
  }

  /** Sets a register without checks: VM entry and exit. */
  public void load(int number, long value) {
    values[number] = value;
  }

  long[] save() {
    return values.clone();
  }

  void load(long[] saved) {
    System.arraycopy(saved, 0, values, 0, values.length);
  }
}
