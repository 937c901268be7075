package ringside.emulator.cpu;

/**
 * What event delivery, call gates and port I/O read from the current TSS (SDM, "Task-State Segment
 * (TSS)", "64-Bit TSS", "I/O Permission Bit Map").
 */
final class TaskStateSegment {
  private static final int IO_MAP_BASE = 102;

  private final LogicalProcessor cpu;

  TaskStateSegment(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** SS for privilege {@code level}. */
  int innerStackSelector(int level) {
    return (int) (is32Bit() ? load(8 + level * 8, 2) : load(4 + level * 4, 2));
  }

  /** ESP, or SP of a 16-bit TSS, for privilege {@code level}; {@link #requireInnerStack} first. */
  long innerStackPointer(int level) {
    return is32Bit() ? load(4 + level * 8, 4) : load(2 + level * 4, 2);
  }

  /** Raises #TS if the TSS ends before the stack of privilege {@code level}. */
  void requireInnerStack(int level) {
    requireWithinLimit(is32Bit() ? 11 + level * 8 : 5 + level * 4);
  }

  /** RSP0 to RSP2 of the 64-bit TSS. */
  long stackPointer(int level) {
    return quadword(4 + level * 8);
  }

  /** IST1 to IST7 of the 64-bit TSS. */
  long interruptStack(int number) {
    return quadword(36 + (number - 1) * 8);
  }

  private long quadword(int offset) {
    requireWithinLimit(offset + 7);
    return load(offset, 8);
  }

  private void requireWithinLimit(int last) {
    if (last > cpu.tr().limit()) {
      throw cpu.fault(Vector.TS, cpu.tr().selector() & 0xFFFC);
    }
  }

  boolean is32Bit() {
    return (cpu.tr().type() & 8) != 0;
  }

  /** Whether the I/O permission bit map allows all ports of an access. */
  boolean allowsPorts(int port, int size) {
    if (!is32Bit() || cpu.tr().unusable() || cpu.tr().limit() < IO_MAP_BASE + 1) {
      return false;
    }
    long map = load(IO_MAP_BASE, 2);
    long offset = map + (port >>> 3);
    if (offset + 1 > cpu.tr().limit()) {
      return false;
    }
    long bits = load((int) offset, 2) >>> (port & 7);
    return (bits & (1L << size) - 1) == 0;
  }

  /**
   * Whether INT n in virtual-8086 mode goes to the 8086 program (SDM, "Software Interrupt
   * Redirection Bit Map").
   */
  boolean redirectsInterrupt(int vector) {
    long offset = load(IO_MAP_BASE, 2) - 32 + (vector >>> 3);
    return offset >= 0
        && offset <= cpu.tr().limit()
        && (load((int) offset, 1) >>> (vector & 7) & 1) == 0;
  }

  private long load(int offset, int size) {
    long address = cpu.tr().base() + offset;
    return cpu.linear().loadSystem(cpu.mode().ia32e() ? address : address & 0xFFFF_FFFFL, size);
  }
}
