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
public abstract class CompiledCode extends GeneratedCode {
  /** Where {@link #segmentKey} holds the stack's address size. */
  public static final int STACK_SIZE_SHIFT = LogicalProcessor.STACK_SIZE_SHIFT;

  /** What a refusal weighs against a run, and how much of it is too much. */
  private static final int REFUSAL = 4;

  private static final int MOST_REFUSALS = 4_000;

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

  // Leaving.

  /**
   * The state at an instruction that faults.
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
    repeat(cpu, operation, instruction, rip, next, untilTick);
    return cpu.rip != next || state.mustLeaveBlock() || !keyMatches(cpu, mask, key);
  }
}
