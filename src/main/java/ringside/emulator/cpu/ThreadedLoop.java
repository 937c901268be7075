package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The interpreter's inner loop over threaded code: a switch whose cases are the forms of
 * instruction that a program consists of, and short sequences of them. It goes from block to block
 * until something is not ordinary. RIP and the clock are variables of the loop; general registers
 * and flags are always those of the processor.
 *
 * <p>A case changes nothing before it is sure to succeed: an access to memory that does not find
 * its window open has the instruction called as a whole. The static methods are what the generated
 * loop is made of.
 */
public abstract class ThreadedLoop extends GeneratedCode {
  /** An access that is not direct. It is thrown by a case for which nothing has happened yet. */
  public static final class Miss extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Miss() {
      super(null, null, false, false);
    }
  }

  /** What a called instruction leaves: the next one follows, another, or the loop must end. */
  public static final int NEXT = 0;

  public static final int ELSEWHERE = 1;
  public static final int LEAVE = 2;

  /** How many bits of a word, from the lowest, are the number of its case; 0 is to be called. */
  public static final int CASE_BITS = 12;

  private static final Miss MISS = new Miss();
  private static final byte[] NO_PAGE = {};

  /** Runs {@code code}, at which RIP is and for all of which there is time, and what follows. */
  protected abstract void run(LogicalProcessor cpu, ThreadedCode code, long untilTick);

  /**
   * Whether code needs no check of CS's limit until another segment is loaded or it leaves its
   * page: a page begins where a page of CS does, so that EIP does not wrap within.
   */
  static boolean mayRun(LogicalProcessor cpu) {
    SegmentRegister segment = cpu.segment(LogicalProcessor.CS);
    return switch (cpu.codeMode()) {
      case BITS_16 -> false;
      case BITS_32 ->
          segment.limit() == 0xFFFF_FFFFL
              && (segment.base() & PhysicalMemory.PAGE_SIZE - 1) == 0
              && cpu.withinCode(1);
      case BITS_64 -> true;
    };
  }

  protected static long[] words(ThreadedCode code) {
    return code.words;
  }

  protected static int extra(ThreadedCode code, int at) {
    return code.extra[at];
  }

  // From block to block.

  /** {@link LogicalProcessor#codeEpoch}: when it changes the loop must end. */
  protected static long epoch(LogicalProcessor cpu) {
    return cpu.codeEpoch();
  }

  /**
   * Where a branch within the page leads, if that is known and translated; else null. Translation
   * leads to all of a page or to nothing of it, so that nothing more must be asked.
   */
  protected static @Nullable ThreadedCode follow(
      LogicalProcessor cpu, ThreadedCode code, int at, long rip) {
    ThreadedCode next = code.links[at];
    return next != null && next.isValid() ? next : code.blocks.link(code, at, cpu.linearCode(rip));
  }

  /** What has been translated of the code at {@code rip}, or null, as beyond CS's limit. */
  protected static @Nullable ThreadedCode find(
      LogicalProcessor cpu, ThreadedCode code, long rip, long epoch) {
    if (rip > cpu.codeLimit()) {
      return null;
    }
    long linear = cpu.linearCode(rip);
    ThreadedCode next = code.blocks.last(linear);
    return next != null && next.reachable(linear, epoch) && next.sameContext(code)
        ? next
        : code.blocks.find(linear, code);
  }

  // Memory.

  protected static long load1(long[] tags, byte[][] arrays, long linear) {
    check(tags, linear, 1);
    return get(arrays, linear, 1);
  }

  protected static long load2(long[] tags, byte[][] arrays, long linear) {
    check(tags, linear, 2);
    return get(arrays, linear, 2);
  }

  protected static long load4(long[] tags, byte[][] arrays, long linear) {
    check(tags, linear, 4);
    return get(arrays, linear, 4);
  }

  protected static long load8(long[] tags, byte[][] arrays, long linear) {
    check(tags, linear, 8);
    return get(arrays, linear, 8);
  }

  protected static void store1(long[] tags, byte[][] arrays, long linear, long value) {
    check(tags, linear, 1);
    put(arrays, linear, 1, value);
  }

  protected static void store2(long[] tags, byte[][] arrays, long linear, long value) {
    check(tags, linear, 2);
    put(arrays, linear, 2, value);
  }

  protected static void store4(long[] tags, byte[][] arrays, long linear, long value) {
    check(tags, linear, 4);
    put(arrays, linear, 4, value);
  }

  protected static void store8(long[] tags, byte[][] arrays, long linear, long value) {
    check(tags, linear, 8);
    put(arrays, linear, 8, value);
  }

  private static void check(long[] tags, long linear, int size) {
    if (!isOpen(tags, linear, size)) {
      throw MISS;
    }
  }

  // The stack.

  /** Number of the page that rSP points to, if stores to it are direct; else -1. */
  protected static long stackTag(LogicalProcessor cpu) {
    long page = cpu.registers[LogicalProcessor.RSP] >>> 12;
    long[] tags = writeTags(cpu);
    return tags[(int) page & tags.length - 1] == page ? page : -1;
  }

  protected static byte[] stackPage(long tag, byte[][] arrays) {
    return tag == -1 ? NO_PAGE : arrays[(int) tag & arrays.length - 1];
  }

  /** Offset in the page with this number of an access that lies in it. */
  protected static int stackOffset(long linear, long tag, int size) {
    int offset = (int) linear & 0xFFF;
    if (linear >>> 12 != tag || offset > PhysicalMemory.PAGE_SIZE - size) {
      throw MISS;
    }
    return offset;
  }

  protected static long loadStack2(byte[] page, int offset) {
    return PhysicalMemory.get(page, offset, 2);
  }

  protected static long loadStack4(byte[] page, int offset) {
    return PhysicalMemory.get(page, offset, 4);
  }

  protected static long loadStack8(byte[] page, int offset) {
    return PhysicalMemory.get(page, offset, 8);
  }

  protected static void storeStack2(byte[] page, int offset, long value) {
    PhysicalMemory.put(page, offset, 2, value);
  }

  protected static void storeStack4(byte[] page, int offset, long value) {
    PhysicalMemory.put(page, offset, 4, value);
  }

  protected static void storeStack8(byte[] page, int offset, long value) {
    PhysicalMemory.put(page, offset, 8, value);
  }

  // Instructions that are called.

  /**
   * Runs one instruction by its operation, and repeats it while it stays at its place.
   *
   * @return {@link #NEXT}, {@link #ELSEWHERE} or {@link #LEAVE}
   */
  protected static int call(
      LogicalProcessor cpu,
      ThreadedCode code,
      int at,
      long blockRip,
      long ticks,
      long untilTick,
      long epoch) {
    RunState state = cpu.runState();
    DecodedInstruction instruction = code.block.instructions[at];
    Operation operation = code.blocks.operation(code, at);
    long rip = blockRip + code.offsets[at];
    long next = blockRip + code.offsets[at + 1];
    if (code.hasCase(at)) {
      code.blocks.countCall();
    }
    state.setTicks(ticks);
    repeat(cpu, operation, instruction, rip, next, untilTick);
    if (state.mustLeaveBlock() || cpu.segmentKey() != code.segmentKey || cpu.codeEpoch() != epoch) {
      return LEAVE;
    }
    return cpu.rip == next ? NEXT : ELSEWHERE;
  }
}
