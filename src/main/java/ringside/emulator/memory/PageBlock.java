package ringside.emulator.memory;

import java.util.Arrays;

/**
 * 512 pages, the unit at which snapshots share the page directory itself. A block, and each page in
 * it, may be written only by the memory whose {@link #owner} token it carries.
 */
final class PageBlock {
  static final int SHIFT = 9;

  static final int PAGES = 1 << SHIFT;

  /** What every page that was never written shares. */
  static final byte[] ZERO = new byte[PhysicalMemory.PAGE_SIZE];

  /** Token of the memory, between two of its snapshots, that may write here. */
  final Object owner;

  private final byte[][] pages;
  private final long[] owned = new long[PAGES / 64];

  /** A block of zero pages. */
  PageBlock(Object owner) {
    this.owner = owner;
    this.pages = new byte[PAGES][];
    Arrays.fill(pages, ZERO);
  }

  /** A copy of {@code other} that shares all its pages and owns none. */
  PageBlock(Object owner, PageBlock other) {
    this.owner = owner;
    this.pages = other.pages.clone();
  }

  byte[] page(int index) {
    return pages[index];
  }

  boolean owns(int index) {
    return (owned[index >>> 6] >>> index & 1) != 0;
  }

  /** Replaces a shared page by its copy, which may then be written. */
  void own(int index) {
    pages[index] = pages[index].clone();
    owned[index >>> 6] |= 1L << index;
  }

  int ownedPages() {
    int count = 0;
    for (long word : owned) {
      count += Long.bitCount(word);
    }
    return count;
  }
}
