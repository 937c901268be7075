package ringside.emulator.cpu;

import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/** What generated code is made of: static methods that reach what the processor has. */
public abstract class GeneratedCode {
  private static final long LONGEST_RUN = 1 << 18;

  protected static RunState state(LogicalProcessor cpu) {
    return cpu.runState();
  }

  /** The tick to stop at, near enough for an int. */
  protected static long bound(RunState state, long untilTick) {
    return Math.min(untilTick, state.ticks() + LONGEST_RUN);
  }

  protected static long ticks(RunState state) {
    return state.ticks();
  }

  protected static long rip(LogicalProcessor cpu) {
    return cpu.rip;
  }

  protected static long[] registers(LogicalProcessor cpu) {
    return cpu.registers;
  }

  protected static long[] readTags(LogicalProcessor cpu) {
    return cpu.linear().window().readTags;
  }

  protected static long[] writeTags(LogicalProcessor cpu) {
    return cpu.linear().window().writeTags;
  }

  protected static byte[][] arrays(LogicalProcessor cpu) {
    return cpu.linear().window().arrays;
  }

  /** The state of the clock and RIP at a boundary between instructions. */
  protected static void leave(LogicalProcessor cpu, long rip, long ticks) {
    cpu.rip = rip;
    cpu.runState().setTicks(ticks);
  }

  // Instructions that are called.

  /** Runs an instruction by its operation, again while it stays at its place. */
  static void repeat(
      LogicalProcessor cpu,
      Operation operation,
      DecodedInstruction instruction,
      long rip,
      long next,
      long untilTick) {
    RunState state = cpu.runState();
    do {
      state.instructionRip = rip;
      state.instructionRsp = cpu.registers[LogicalProcessor.RSP];
      cpu.rip = next;
      operation.execute(cpu, instruction);
      state.tick();
    } while (cpu.rip == rip && !state.mustLeaveBlock() && state.ticks() < untilTick);
  }

  // Memory.

  /** Whether direct access is open to {@code size} bytes, which lie in one page. */
  protected static boolean isOpen(long[] tags, long linear, int size) {
    return tags[(int) (linear >>> 12) & tags.length - 1] == linear >>> 12
        && ((int) linear & 0xFFF) <= PhysicalMemory.PAGE_SIZE - size;
  }

  /** Loads where {@link #isOpen} said yes; zero-extended. */
  protected static long get(byte[][] arrays, long linear, int size) {
    return PhysicalMemory.get(
        arrays[(int) (linear >>> 12) & arrays.length - 1], (int) linear & 0xFFF, size);
  }

  protected static void put(byte[][] arrays, long linear, int size, long value) {
    PhysicalMemory.put(
        arrays[(int) (linear >>> 12) & arrays.length - 1], (int) linear & 0xFFF, size, value);
  }

  // Flags.

  protected static Alu alu(LogicalProcessor cpu) {
    return cpu.alu;
  }

  protected static long zero(Alu alu) {
    return alu.zero;
  }

  protected static long sign(Alu alu) {
    return alu.sign;
  }

  protected static int parity(Alu alu) {
    return alu.parity;
  }

  protected static int auxiliary(Alu alu) {
    return alu.auxiliary;
  }

  protected static long carry(Alu alu) {
    return alu.carry;
  }

  protected static long overflow(Alu alu) {
    return alu.overflow;
  }

  /** Gives back the material of the status flags. */
  protected static void setFlags(
      Alu alu, long zero, long sign, int parity, int auxiliary, long overflow, long carry) {
    alu.zero = zero;
    alu.sign = sign;
    alu.parity = parity;
    alu.auxiliary = auxiliary;
    alu.overflow = overflow;
    alu.carry = carry;
  }

  /** The same without CF. */
  protected static void setResult(
      Alu alu, long zero, long sign, int parity, int auxiliary, long overflow) {
    alu.zero = zero;
    alu.sign = sign;
    alu.parity = parity;
    alu.auxiliary = auxiliary;
    alu.overflow = overflow;
  }

  /** CF alone. */
  protected static void setCarry(Alu alu, long carry) {
    alu.carry = carry;
  }
}
