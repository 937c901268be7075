package ringside.emulator.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/** Blocks are dropped when their bytes change; whatever a guest runs, there are never too many. */
class BlockCacheTest {
  private static final int CONTEXT = 0;

  private final PhysicalMemory memory = new PhysicalMemory(4 << 20);
  private final BlockCache cache = new BlockCache(memory);

  private static Block block(long physical, int instructions) {
    return new Block(physical, CONTEXT, new DecodedInstruction[instructions], instructions);
  }

  private static CompiledCode code() {
    BitSet bytes = new BitSet();
    bytes.set(0, 16);
    return new CompiledCode(bytes) {
      @Override
      protected boolean run(LogicalProcessor cpu, long untilTick) {
        return false;
      }
    };
  }

  /** As a guest does that jumps into its zeros at one address after the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32})
  void thereIsABound(int length) {
    List<Block> all = new ArrayList<>();
    for (int i = 0; i < 3 * BlockCache.MAXIMUM; i++) {
      Block block = block(i * 32L, length);
      cache.add(block);
      assertSame(block, cache.find(block.physical, CONTEXT));
      all.add(block);
    }
    List<Block> kept = all.stream().filter(b -> cache.find(b.physical, CONTEXT) == b).toList();
    assertTrue(kept.size() <= BlockCache.MAXIMUM);
    assertTrue((long) kept.size() * length <= BlockCache.MAXIMUM_INSTRUCTIONS);
    assertEquals(
        kept, all.stream().filter(b -> b.matches(b.physical, CONTEXT)).toList(), "valid blocks");
  }

  @Test
  void aDroppedBlockHoldsNothing() {
    Block low = block(0x1000, 4);
    Block high = block(0x1010, 4);
    high.compiled = code();
    cache.add(low);
    cache.add(high);
    assertTrue(cache.invalidate(1, 0x10, 1));
    assertNull(cache.find(0x1010, CONTEXT));
    assertSame(low, cache.find(0x1000, CONTEXT));
    assertNull(high.nextInPage);
    assertNull(high.nextInBucket);
    assertNull(high.compiled);
  }

  /** The block that code begins at may be whole while the rest of it was overwritten. */
  @Test
  void aBlockLetsGoOfCodeThatIsOverwritten() {
    Block block = block(0x1000, 4);
    cache.add(block);
    CompiledCode code = code();
    cache.add(1, code);
    block.compiled = code;
    cache.invalidate(1, 12, 1);
    assertSame(block, cache.find(0x1000, CONTEXT));
    assertNull(block.compiled);
  }

  @Test
  void blocksLetGoOfCodeWhenThereIsTooMuch() {
    List<Block> all = new ArrayList<>();
    for (int i = 0; i <= CompiledPages.MAXIMUM; i++) {
      Block block = block(0x1000 + i, 1);
      cache.add(block);
      CompiledCode code = code();
      cache.add(1, code);
      block.compiled = code;
      all.add(block);
    }
    assertEquals(
        List.of(all.getLast()), all.stream().filter(block -> block.compiled != null).toList());
  }
}
