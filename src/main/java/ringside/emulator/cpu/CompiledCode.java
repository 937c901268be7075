package ringside.emulator.cpu;

import java.util.BitSet;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Code of the guest that an engine compiled: instructions of one page, for one {@link CodeContext},
 * with one entry. It makes the same ticks as the interpreter, and leaves where the interpreter
 * would look up; what it has in hand it may hold anywhere, but at every call that can observe the
 * processor, at every fault and exit, the processor has it.
 *
 * <p>The static methods are what generated code is made of.
 */
public abstract class CompiledCode {
  /** Where {@link #segmentKey} holds the stack's address size. */
  public static final int STACK_SIZE_SHIFT = LogicalProcessor.STACK_SIZE_SHIFT;

  /** What a refusal weighs against a run, and how much of it is too much. */
  private static final int REFUSAL = 4;

  private static final int MOST_REFUSALS = 4_000;

  private static final long LONGEST_RUN = 1 << 18;

  private final BitSet bytes;
  private boolean valid = true;
  private int refusals;

  /**
   * Code that is valid as long as nobody stores to the bytes that it was made from.
   *
   * @param bytes their offsets in the page
   */
  protected CompiledCode(BitSet bytes) {
    this.bytes = bytes;
  }

  /** Offsets in the page of the bytes that it was made from. */
  BitSet bytes() {
    return bytes;
  }

  boolean isMadeFrom(int offset, int length) {
    int first = bytes.nextSetBit(offset);
    return first >= 0 && first < offset + length;
  }

  boolean isValid() {
    return valid;
  }

  void invalidate() {
    valid = false;
  }

  /** Runs from the entry as {@link #run} does. Code that refuses too often becomes invalid. */
  boolean enter(LogicalProcessor cpu, long untilTick) {
    if (run(cpu, untilTick)) {
      refusals = Math.max(0, refusals - 1);
      return true;
    }
    refusals += REFUSAL;
    valid &= !refusesOften();
    return false;
  }

  boolean refusesOften() {
    return refusals >= MOST_REFUSALS;
  }

  /**
   * Runs from the entry, at which RIP is.
   *
   * @return whether it made at least one tick; if not, the interpreter must go on
   */
  protected abstract boolean run(LogicalProcessor cpu, long untilTick);

  // Entering.

  /**
   * What code may rely on to compute linear addresses: bit n says that segment register n is flat,
   * bits 8 and up are the stack's address size.
   */
  public static int segmentKey(LogicalProcessor cpu) {
    return cpu.segmentKey();
  }

  /**
   * Whether code that was compiled for {@code key} under {@code mask} may run with RIP in the page
   * that begins at {@code pageRip}: all of the page is within CS.
   */
  protected static boolean mayEnter(LogicalProcessor cpu, int mask, int key, long pageRip) {
    return keyMatches(cpu, mask, key)
        && (cpu.mode() == Mode.LONG
            || pageRip >= 0 && pageRip + PhysicalMemory.PAGE_SIZE - 1 <= lastRip(cpu));
  }

  private static long lastRip(LogicalProcessor cpu) {
    long limit = cpu.segment(LogicalProcessor.CS).limit();
    return cpu.codeMode() == CodeMode.BITS_16 ? Math.min(limit, 0xFFFF) : limit;
  }

  private static boolean keyMatches(LogicalProcessor cpu, int mask, int key) {
    return ((segmentKey(cpu) ^ key) & mask) == 0;
  }

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

  // Leaving.

  /** The state of the clock and RIP at a boundary between instructions. */
  protected static void leave(LogicalProcessor cpu, long rip, long ticks) {
    cpu.rip = rip;
    cpu.runState().setTicks(ticks);
  }

  /**
   * The same at an instruction that faults.
   *
   * @param at its number
   * @param offsets of instructions in the page, by number
   * @param rests how many instructions of the block had not run
   */
  protected static void fault(
      LogicalProcessor cpu,
      int at,
      int[] offsets,
      int[] rests,
      long pageRip,
      long untilTick,
      int remaining) {
    long rip = pageRip + offsets[at];
    leave(cpu, rip, untilTick - remaining - rests[at]);
    cpu.runState().instructionRip = rip;
    cpu.runState().instructionRsp = cpu.registers[LogicalProcessor.RSP];
  }

  /** Whether the run loop must look up before the next instruction. */
  protected static boolean mustLeave(RunState state) {
    return state.mustLeaveBlock();
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

  /** {@link LogicalProcessor#load}, with the clock at the boundary before the instruction. */
  protected static long load(LogicalProcessor cpu, int segment, long offset, int size, long ticks) {
    cpu.runState().setTicks(ticks);
    return cpu.load(segment, offset, size);
  }

  protected static long loadForWrite(
      LogicalProcessor cpu, int segment, long offset, int size, long ticks) {
    cpu.runState().setTicks(ticks);
    return cpu.loadForWrite(segment, offset, size);
  }

  protected static void store(
      LogicalProcessor cpu, int segment, long offset, int size, long value, long ticks) {
    cpu.runState().setTicks(ticks);
    cpu.store(segment, offset, size, value);
  }

  /** Raises what a near branch to {@code target} raises. */
  protected static void checkBranch(LogicalProcessor cpu, long target, int operandSize) {
    cpu.branch(target, operandSize);
  }

  // Instructions that are called.

  /**
   * Runs one instruction as the interpreter does, and repeats it while it stays at its place.
   * Everything that the code holds must have been given back.
   *
   * @return whether the code must be left, the processor's state being that at the boundary
   */
  protected static boolean interpret(
      LogicalProcessor cpu,
      Operation operation,
      DecodedInstruction instruction,
      long rip,
      long ticks,
      long untilTick,
      int mask,
      int key) {
    RunState state = cpu.runState();
    state.setTicks(ticks);
    long next = rip + instruction.length();
    do {
      state.instructionRip = rip;
      state.instructionRsp = cpu.registers[LogicalProcessor.RSP];
      cpu.rip = next;
      operation.execute(cpu, instruction);
      state.tick();
    } while (cpu.rip == rip && !state.mustLeaveBlock() && state.ticks() < untilTick);
    return cpu.rip != next || state.mustLeaveBlock() || !keyMatches(cpu, mask, key);
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
}
