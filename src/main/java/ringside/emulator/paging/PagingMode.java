package ringside.emulator.paging;

/** Paging modes (SDM, "Paging Modes and Control Bits"). */
public enum PagingMode {
  /** CR0.PG is 0: linear addresses are physical. */
  NONE(0, 0),
  BITS_32(2, 4),
  /** Three levels, of which the first is the four PDPTE registers. */
  PAE(2, 8),
  FOUR_LEVEL(4, 8),
  FIVE_LEVEL(5, 8);

  private final int levels;
  private final int entrySize;

  PagingMode(int levels, int entrySize) {
    this.levels = levels;
    this.entrySize = entrySize;
  }

  /** Levels of tables in memory. */
  int levels() {
    return levels;
  }

  /** Bytes of a paging-structure entry. */
  int entrySize() {
    return entrySize;
  }

  /** Bits of linear address that one table translates. */
  int indexBits() {
    return entrySize == 4 ? 10 : 9;
  }

  /** How far right the index of {@code level} is in a linear address; level 1 is the page table. */
  int shift(int level) {
    return 12 + (level - 1) * indexBits();
  }
}
