package ringside.emulator.memory;

import java.util.Arrays;

/**
 * Which 64-byte granules of which pages hold bytes that were decoded. A small open-addressed map
 * from page number to a mask of the page's 64 granules: few pages hold code, and asking must be
 * cheap because every store that leaves the fast path asks.
 */
final class CodeMarks {
  private static final int GRANULE_SHIFT = 6;
  private static final long FREE = -1;

  private long[] keys = newKeys(16);
  private long[] masks = new long[16];
  private int used;

  private static long[] newKeys(int length) {
    long[] keys = new long[length];
    Arrays.fill(keys, FREE);
    return keys;
  }

  /** The granules that {@code length} bytes at {@code offset} touch. */
  private static long granules(int offset, int length) {
    int first = offset >>> GRANULE_SHIFT;
    int last = offset + length - 1 >>> GRANULE_SHIFT;
    return -1L << first & -1L >>> 63 - last;
  }

  private int slot(long page) {
    int mask = keys.length - 1;
    int slot = (int) (page * 0x9E37_79B9L >>> 8) & mask;
    while (keys[slot] != page && keys[slot] != FREE) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  boolean any(long page) {
    return masks[slot(page)] != 0;
  }

  boolean hit(long page, int offset, int length) {
    return (masks[slot(page)] & granules(offset, length)) != 0;
  }

  void mark(long page, int offset, int length) {
    int slot = slot(page);
    if (keys[slot] == FREE) {
      if (used == keys.length / 2) {
        rebuild();
        slot = slot(page);
      }
      keys[slot] = page;
      used++;
    }
    masks[slot] |= granules(offset, length);
  }

  void clear(long page) {
    masks[slot(page)] = 0;
  }

  /** Pages with any mark. */
  long[] pages() {
    long[] pages = new long[used];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (masks[i] != 0) {
        pages[count++] = keys[i];
      }
    }
    return Arrays.copyOf(pages, count);
  }

  /** How many entries there is memory for. */
  int capacity() {
    return keys.length;
  }

  /** Forgets pages without a mark, and grows unless that made room. */
  private void rebuild() {
    long[] oldKeys = keys;
    long[] oldMasks = masks;
    int marked = (int) Arrays.stream(masks).filter(mask -> mask != 0).count();
    int length = marked < oldKeys.length / 4 ? oldKeys.length : oldKeys.length * 2;
    keys = newKeys(length);
    masks = new long[length];
    used = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldMasks[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        masks[slot] = oldMasks[i];
        used++;
      }
    }
  }
}
