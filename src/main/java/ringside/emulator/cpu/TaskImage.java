package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;

/**
 * The part of a TSS that a task switch loads and stores (SDM, "32-Bit Task-State Segment (TSS)",
 * "16-Bit TSS").
 */
final class TaskImage {
  private static final int REGISTERS = 8;
  private static final int SEGMENTS = 6;

  /** The upper halves of registers that a 16-bit TSS does not have. */
  private static final long UPPER_HALF = 0xFFFF_0000L;

  private final LogicalProcessor cpu;
  private final long base;
  private final boolean wide;
  private final long[] registers = new long[REGISTERS];
  private final int[] selectors = new int[SEGMENTS];
  private long cr3;
  private long eip;
  private long flags;
  private int ldt;
  private boolean traps;

  TaskImage(LogicalProcessor cpu, long base, boolean wide) {
    this.cpu = cpu;
    this.base = base;
    this.wide = wide;
  }

  boolean isWide() {
    return wide;
  }

  /** The last byte that the TSS must have. */
  int smallestLimit() {
    return wide ? 0x67 : 0x2B;
  }

  private int size() {
    return wide ? 4 : 2;
  }

  private int instructionPointerAt() {
    return wide ? 32 : 14;
  }

  private int registersAt() {
    return wide ? 40 : 18;
  }

  private int selectorsAt() {
    return wide ? 72 : 34;
  }

  private long load(int offset, int size) {
    return cpu.linear().loadSystem(base + offset & 0xFFFF_FFFFL, size);
  }

  private void store(int offset, int size, long value) {
    cpu.linear().storeSystem(base + offset & 0xFFFF_FFFFL, size, value);
  }

  /** Reads all of it. */
  void load() {
    int size = size();
    eip = load(instructionPointerAt(), size);
    flags = load(instructionPointerAt() + size, size);
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = load(registersAt() + i * size, size) | (wide ? 0 : UPPER_HALF);
    }
    int segments = wide ? SEGMENTS : FS;
    for (int i = ES; i < segments; i++) {
      selectors[i] = (int) load(selectorsAt() + i * size, 2);
    }
    ldt = (int) load(selectorsAt() + segments * size, 2);
    cr3 = wide ? load(28, 4) : 0;
    traps = wide && (load(100, 1) & 1) != 0;
  }

  /** Stores the processor's registers. */
  void store(long flagsImage) {
    int size = size();
    store(instructionPointerAt(), size, cpu.rip());
    store(instructionPointerAt() + size, size, flagsImage);
    for (int i = 0; i < REGISTERS; i++) {
      store(registersAt() + i * size, size, cpu.registers[i]);
    }
    int segments = wide ? SEGMENTS : FS;
    for (int i = ES; i < segments; i++) {
      store(selectorsAt() + i * size, 2, cpu.segment(i).selector());
    }
  }

  /** Stores the previous task link. */
  void storeLink(int selector) {
    store(0, 2, selector);
  }

  /** Makes RIP and the general registers the processor's. */
  void enterRegisters() {
    System.arraycopy(registers, 0, cpu.registers, 0, REGISTERS);
    cpu.setRip(eip);
  }

  long cr3() {
    return cr3;
  }

  long flags() {
    return flags;
  }

  int selector(int index) {
    return selectors[index];
  }

  int ldt() {
    return ldt;
  }

  /** T: a debug exception follows the switch. */
  boolean traps() {
    return traps;
  }
}
