package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.DecodedInstruction;

/** Translates blocks to the words that a {@link ThreadedLoop} runs. */
public interface CodeThreader {
  /**
   * A translated block.
   *
   * @param words one for each instruction, and one behind them
   * @param extra for each word, what does not fit into it
   */
  record Words(long[] words, int[] extra) {}

  /**
   * What runs them; null while there is none yet.
   *
   * @param called how many instructions the last one called that have a case, or may get one
   */
  @Nullable ThreadedLoop loop(int called);

  /**
   * Translates a block.
   *
   * @param offset of the block in its page
   * @param segmentKey {@link CompiledCode#segmentKey} of the processor
   */
  Words translate(DecodedInstruction[] instructions, int offset, int segmentKey);
}
