package ringside.emulator.machine;

import java.util.List;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Writes paging structures that map addresses to themselves. The first range that holds a page says
 * its rights. Pages are 4 KiB, so that learners see whole walks; above the first 16 MiB, 2 MiB
 * pages serve where nothing special is.
 */
final class PageTables {
  private static final long PRESENT = 1;
  private static final long WRITABLE = 1 << 1;
  private static final long USER = 1 << 2;
  private static final long LARGE = 1 << 7;
  private static final long PAGE = 4096;
  private static final long FINE = 16 << 20;

  private final PhysicalMemory memory;
  private final List<AccessRange> ranges;
  private final int entrySize;
  private long next = Preset.PAGE_TABLES;

  private PageTables(PhysicalMemory memory, List<AccessRange> ranges, int entrySize) {
    this.memory = memory;
    this.ranges = ranges;
    this.entrySize = entrySize;
  }

  /** A page directory with page tables; its address. */
  static long bits32(PhysicalMemory memory, List<AccessRange> ranges) {
    PageTables tables = new PageTables(memory, ranges, 4);
    return tables.table(2, 0, 1L << 32);
  }

  /** PML4, PDPTs, page directories and page tables; the address of the first. */
  static long fourLevel(PhysicalMemory memory, List<AccessRange> ranges) {
    PageTables tables = new PageTables(memory, ranges, 8);
    return tables.table(4, 0, 1L << 48);
  }

  /** Writes a table at {@code level} for the {@code span} bytes from {@code first} on. */
  private long table(int level, long first, long span) {
    long address = next;
    next += PAGE;
    if (next > Preset.PAGE_TABLES_END) {
      throw new IllegalArgumentException(
          "the page tables of this memory do not fit below "
              + Long.toHexString(Preset.PAGE_TABLES_END));
    }
    long step = span / (PAGE / entrySize);
    for (int i = 0; i < PAGE / entrySize; i++) {
      long start = first + i * step;
      if (mapped(start, step)) {
        memory.store(address + (long) i * entrySize, entrySize, entry(level, start, step));
      }
    }
    return address;
  }

  private long entry(int level, long start, long step) {
    if (level == 1) {
      AccessRange range = rangeOf(start);
      return start | PRESENT | (range.writable() ? WRITABLE : 0) | (range.user() ? USER : 0);
    }
    if (level == 2 && entrySize == 8 && start >= FINE && plain(start, step)) {
      return start | PRESENT | WRITABLE | LARGE;
    }
    return table(level - 1, start, step) | PRESENT | WRITABLE | (anyUser(start, step) ? USER : 0);
  }

  // Loops and not streams: a machine is made for every session, and for its first instruction the
  // JVM is cold.

  private boolean mapped(long start, long size) {
    for (AccessRange range : ranges) {
      if (range.overlaps(start, size)) {
        return true;
      }
    }
    return false;
  }

  private boolean anyUser(long start, long size) {
    for (AccessRange range : ranges) {
      if (range.user() && range.overlaps(start, size)) {
        return true;
      }
    }
    return false;
  }

  /** Whether supervisor pages fill the whole interval. */
  private boolean plain(long start, long size) {
    for (AccessRange range : ranges) {
      boolean fills = range.start() <= start && range.start() + range.length() >= start + size;
      if (range.overlaps(start, size) && !(fills && range.writable() && !range.user())) {
        return false;
      }
    }
    return true;
  }

  private AccessRange rangeOf(long page) {
    for (AccessRange range : ranges) {
      if (range.contains(page)) {
        return range;
      }
    }
    throw new IllegalStateException("no range holds page " + Long.toHexString(page));
  }
}
