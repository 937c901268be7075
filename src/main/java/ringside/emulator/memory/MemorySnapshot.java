package ringside.emulator.memory;

import org.jspecify.annotations.Nullable;

/**
 * The contents of a {@link PhysicalMemory} at one moment. Immutable; it shares every page with its
 * memory and other snapshots until one of them writes.
 */
public final class MemorySnapshot {
  private final PageBlock[] blocks;

  MemorySnapshot(PageBlock[] blocks) {
    this.blocks = blocks;
  }

  PageBlock[] blocks() {
    return blocks;
  }

  /** The address behind the last byte of RAM. */
  public long end() {
    return (long) blocks.length * PageBlock.PAGES * PhysicalMemory.PAGE_SIZE;
  }

  /** How many pages this snapshot holds that {@code other} does not share. */
  public int pagesNotSharedWith(MemorySnapshot other) {
    int count = 0;
    for (int b = 0; b < blocks.length; b++) {
      if (blocks[b] == other.blocks[b]) {
        continue;
      }
      for (int p = 0; p < PageBlock.PAGES; p++) {
        if (blocks[b].page(p) != other.blocks[b].page(p)) {
          count++;
        }
      }
    }
    return count;
  }

  /**
   * The bytes of one page, or null where it was never written and so is all zero. Callers must not
   * change them.
   */
  public byte @Nullable [] page(long number) {
    byte[] page = blocks[(int) (number / PageBlock.PAGES)].page((int) (number % PageBlock.PAGES));
    return page == PageBlock.ZERO ? null : page;
  }
}
