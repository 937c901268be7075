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

  /** A stack segment and pointer, as the TSS has it for an inner privilege level. */
  record InnerStack(int selector, long pointer) {}

  /** SS:ESP, or SS:SP of a 16-bit TSS, for privilege {@code level}. */
  InnerStack innerStack(int level) {
    boolean wide = is32Bit();
    int size = wide ? 4 : 2;
    int offset = wide ? 4 + level * 8 : 2 + level * 4;
    requireWithinLimit(offset + 2 * size - 1);
    return new InnerStack((int) load(offset + size, 2), load(offset, size));
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
