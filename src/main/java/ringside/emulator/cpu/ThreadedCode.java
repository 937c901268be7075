package ringside.emulator.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.DecodedInstruction;

/**
 * A block as a {@link ThreadedLoop} runs it: a word for each instruction, which names the case of
 * the loop that executes it and holds its operands, and one behind them.
 */
public final class ThreadedCode {
  private static final long UNREACHABLE = -1;

  private static final int CONTEXT_BITS = 8;

  final CodeThreader threader;
  final ThreadedBlocks blocks;
  final Block block;

  /** Offset in the block of each instruction, and of what follows. */
  final int[] offsets;

  final long[] words;

  /** What does not fit into words. */
  final int[] extra;

  /** By instruction: where its direct branch leads. */
  final @Nullable ThreadedCode[] links;

  /** {@link CompiledCode#segmentKey} that it relies on. */
  final int segmentKey;

  private final int context;

  /** Where it was found last, and the {@link ringside.emulator.paging.Tlb#epoch} it was then. */
  private long linear;

  private long epoch = UNREACHABLE;
  private boolean valid = true;

  ThreadedCode(
      ThreadedBlocks blocks,
      Block block,
      CodeThreader.Words translated,
      int segmentKey,
      CodeThreader threader) {
    this.threader = threader;
    this.blocks = blocks;
    this.block = block;
    this.words = translated.words();
    this.extra = translated.extra();
    this.segmentKey = segmentKey;
    links = new @Nullable ThreadedCode[words.length];
    context = block.context | segmentKey << CONTEXT_BITS;
    offsets = new int[words.length];
    for (int n = 0; n < count(); n++) {
      DecodedInstruction instruction = block.instructions[n];
      offsets[n + 1] = offsets[n] + instruction.length();
    }
  }

  /** How many instructions. */
  int count() {
    return words.length - 1;
  }

  /** Whether an instruction has a case, which the loop may not know yet. */
  boolean hasCase(int at) {
    return (words[at] & (1 << ThreadedLoop.CASE_BITS) - 1) != 0;
  }

  /** Whether both run in the same mode and rely on the same segments. */
  boolean sameContext(ThreadedCode other) {
    return context == other.context;
  }

  /** Remembers that translation leads from a linear address to here. */
  void reach(long address, long now) {
    linear = address;
    epoch = now;
  }

  /** Whether translation of a linear address is known to lead here still. */
  boolean reachable(long address, long now) {
    return linear == address && epoch == now;
  }

  boolean isValid() {
    return valid;
  }

  /** Is not to be run any more, and holds on to nothing that was. */
  void invalidate() {
    valid = false;
    epoch = UNREACHABLE;
    Arrays.fill(links, null);
  }
}
