package ringside.emulator.cpu;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.memory.PhysicalMemory;

/** The threaded code of one processor's blocks: translated when it is wanted, found by address. */
final class ThreadedBlocks {
  private static final int TARGETS = 1 << 12;

  private final LogicalProcessor cpu;
  private final InstructionFetch fetch;
  private @Nullable Function<CodeMode, CodeThreader> threaders;

  /** By linear address, each good while {@link ThreadedCode#reachable} says so. */
  private final @Nullable ThreadedCode[] targets = new @Nullable ThreadedCode[TARGETS];

  /** Instructions that the loop called though there may be a case for them. */
  private int calls;

  ThreadedBlocks(LogicalProcessor cpu, InstructionFetch fetch) {
    this.cpu = cpu;
    this.fetch = fetch;
  }

  /** From now on blocks are translated, each kind of code by its own translator. */
  void connect(Function<CodeMode, CodeThreader> translators) {
    threaders = translators;
  }

  void disconnect() {
    threaders = null;
  }

  /** Runs a block and what follows, unless nothing can. Whether there was a tick of it. */
  boolean run(Block block, long untilTick) {
    if (threaders == null || cpu.watchesMemory()) {
      return false;
    }
    ThreadedCode code = block.threaded;
    if (code == null || code.segmentKey != cpu.segmentKey()) {
      code = translate(threaders, block);
    }
    if (code == null
        || untilTick - cpu.runState().ticks() < code.count()
        || !ThreadedLoop.mayRun(cpu)) {
      return false;
    }
    ThreadedLoop loop = code.threader.loop(calls);
    calls = 0;
    if (loop == null) {
      return false;
    }
    loop.run(cpu, code, untilTick);
    return true;
  }

  private @Nullable ThreadedCode translate(
      Function<CodeMode, CodeThreader> translators, Block block) {
    if (!ThreadedLoop.mayRun(cpu)) {
      block.heat = Integer.MIN_VALUE;
      return null;
    }
    int key = cpu.segmentKey();
    CodeThreader threader = translators.apply(cpu.codeMode());
    int offset = (int) block.physical & PhysicalMemory.PAGE_SIZE - 1;
    CodeThreader.Words words = threader.translate(block.instructions, offset, key);
    return block.thread(new ThreadedCode(this, block, words, key, threader));
  }

  // What the loop asks.

  /** What was last at a linear address that looks like this one. */
  @Nullable ThreadedCode last(long linear) {
    return targets[slot(linear)];
  }

  /** The code at a linear address, if it is translated and goes with {@code from}; else null. */
  @Nullable ThreadedCode find(long linear, ThreadedCode from) {
    Block block = fetch.known(linear);
    ThreadedCode code = block == null ? null : block.threaded;
    if (code == null || !code.sameContext(from)) {
      return null;
    }
    targets[slot(linear)] = code;
    return code;
  }

  private static int slot(long linear) {
    return (int) (linear ^ linear >>> 12) & TARGETS - 1;
  }

  /** Remembers where a direct branch of {@code code} leads. */
  @Nullable ThreadedCode link(ThreadedCode code, int at, long linear) {
    ThreadedCode next = find(linear, code);
    code.links[at] = next;
    return next;
  }

  Operation operation(ThreadedCode code, int at) {
    return fetch.operation(code.block, at);
  }

  /** Counts an instruction that the loop called though there may be a case for it. */
  void countCall() {
    calls++;
  }
}
