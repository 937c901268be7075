package ringside.emulator.cpu;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Decoded blocks by physical address and context. It marks the bytes it decoded in memory, and
 * drops exactly the blocks that a store hits.
 */
final class BlockCache {
  private static final int BUCKETS = 1 << 14;

  /** More blocks than this, and all are dropped: a bound on what a guest can make us hold. */
  static final int MAXIMUM = 1 << 15;

  /** The same for what they consist of, because a block may be long: some 30 MB. */
  static final int MAXIMUM_INSTRUCTIONS = 1 << 18;

  private final PhysicalMemory memory;
  private final @Nullable Block[] buckets = new @Nullable Block[BUCKETS];
  private final Map<Long, Block> pages = new HashMap<>();
  private final CompiledPages compiled;
  private int size;
  private int instructions;

  BlockCache(PhysicalMemory memory) {
    this.memory = memory;
    this.compiled = new CompiledPages(memory);
  }

  /** Keeps compiled code of a page until its bytes change. */
  void add(long page, CompiledCode code) {
    boolean full = compiled.isFull();
    compiled.add(page, code);
    if (full) {
      pages.values().forEach(BlockCache::dropInvalidCode);
    }
  }

  private static void dropInvalidCode(Block first) {
    for (Block block = first; block != null; block = block.nextInPage) {
      block.dropInvalidCode();
    }
  }

  /** Whether compiled code of the page was dropped so often that there should be no more. */
  boolean keepsChanging(long page) {
    return compiled.keepsChanging(page);
  }

  private static int bucket(long physical, int context) {
    int hash = (int) (physical ^ physical >>> 13) ^ context << 5;
    return hash & BUCKETS - 1;
  }

  @Nullable Block find(long physical, int context) {
    Block block = buckets[bucket(physical, context)];
    while (block != null && !block.matches(physical, context)) {
      block = block.nextInBucket;
    }
    return block;
  }

  void add(Block block) {
    if (size == MAXIMUM || instructions + block.instructions.length > MAXIMUM_INSTRUCTIONS) {
      clear();
    }
    size++;
    instructions += block.instructions.length;
    int bucket = bucket(block.physical, block.context);
    block.nextInBucket = buckets[bucket];
    buckets[bucket] = block;
    long page = block.physical >>> PhysicalMemory.PAGE_SHIFT;
    block.nextInPage = pages.put(page, block);
    int offset = (int) block.physical & PhysicalMemory.PAGE_SIZE - 1;
    memory.markCode(page, offset, block.length);
  }

  /** Drops the blocks that hold any byte of an interval of a page. Whether there was one. */
  boolean invalidate(long page, int offset, int length) {
    long first = (page << PhysicalMemory.PAGE_SHIFT) + offset;
    long last = first + length - 1;
    Block kept = null;
    boolean dropped = false;
    memory.unmarkCode(page);
    compiled.invalidate(page, offset, length);
    Block block = pages.remove(page);
    while (block != null) {
      Block next = block.nextInPage;
      if (block.overlaps(first, last)) {
        drop(block);
        dropped = true;
      } else {
        block.nextInPage = kept;
        kept = block;
        block.dropInvalidCode();
        int at = (int) block.physical & PhysicalMemory.PAGE_SIZE - 1;
        memory.markCode(page, at, block.length);
      }
      block = next;
    }
    if (kept != null) {
      pages.put(page, kept);
    }
    return dropped;
  }

  private void drop(Block dropped) {
    size--;
    instructions -= dropped.instructions.length;
    unlink(dropped);
    dropped.invalidate();
  }

  private void unlink(Block dropped) {
    int bucket = bucket(dropped.physical, dropped.context);
    Block block = buckets[bucket];
    if (block == dropped) {
      buckets[bucket] = dropped.nextInBucket;
      return;
    }
    while (block != null && block.nextInBucket != dropped) {
      block = block.nextInBucket;
    }
    if (block != null) {
      block.nextInBucket = dropped.nextInBucket;
    }
  }

  void clear() {
    for (Map.Entry<Long, Block> entry : pages.entrySet()) {
      memory.unmarkCode(entry.getKey());
      Block next;
      for (Block block = entry.getValue(); block != null; block = next) {
        next = block.nextInPage;
        block.invalidate();
      }
    }
    pages.clear();
    compiled.clear();
    java.util.Arrays.fill(buckets, null);
    size = 0;
    instructions = 0;
  }
}
