package ringside.emulator.paging;

import java.util.Arrays;

/**
 * A direct-mapped translation lookaside buffer.
 *
 * <p>It holds two things side by side. The <i>entries</i> are architectural: they are filled by
 * walks and emptied only by what the manual says invalidates them, so that a missing INVLPG is as
 * observable as on silicon (SDM, "Caching Translation Information"). The <i>windows</i> are a host
 * matter: for an entry whose page is ordinary memory they hold the page's array, so that an access
 * is one compare of a tag. A window may be closed at any time; the slow path opens it again.
 *
 * <p>Pages and tags are linear addresses shifted right by 12; -1 is none.
 */
public final class Tlb {
  static final long NONE = -1;

  private final int mask;
  private final long[] pages;
  private final long[] frames;
  private final int[] rights;
  private final long[] occupied;
  private int count;
  private int largeEntries;
  private long epoch;

  /** Direct access at CPL 3. */
  public final Window user;

  /** Direct access at CPL 0, 1 and 2, and to system structures. */
  public final Window supervisor;

  /**
   * An empty buffer.
   *
   * @param entries a power of two, at least 64
   * @param firstEpoch where {@link #epoch} begins, so that no two buffers ever share one
   */
  public Tlb(int entries, long firstEpoch) {
    epoch = firstEpoch;
    mask = entries - 1;
    pages = new long[entries];
    frames = new long[entries];
    rights = new int[entries];
    occupied = new long[entries / 64];
    user = new Window(entries);
    supervisor = new Window(entries);
    Arrays.fill(pages, NONE);
  }

  /** How many slots there are. */
  public int entries() {
    return mask + 1;
  }

  /** The only slot that may hold a linear address. */
  public int slot(long linear) {
    return (int) (linear >>> 12) & mask;
  }

  /** Whether {@code slot} holds {@code linear}. */
  public boolean holds(int slot, long linear) {
    return pages[slot] == linear >>> 12;
  }

  /** Physical address of the frame in an occupied slot. */
  public long frame(int slot) {
    return frames[slot];
  }

  /** {@link Rights} of an occupied slot. */
  public int rights(int slot) {
    return rights[slot];
  }

  /** Puts a translation in its slot, in place of what is there. */
  public void insert(long linear, long frame, int entryRights) {
    int slot = slot(linear);
    drop(slot);
    pages[slot] = linear >>> 12;
    frames[slot] = frame;
    rights[slot] = entryRights;
    occupied[slot >>> 6] |= 1L << slot;
    count++;
    if ((entryRights & Rights.LARGE) != 0) {
      largeEntries++;
    }
  }

  /**
   * Changes whenever a translation goes: who remembers what one led to need not look it up again
   * while this stays the same.
   */
  public long epoch() {
    return epoch;
  }

  /** Drops all translations, global ones only if asked to. */
  public void flush(boolean includingGlobal) {
    for (int word = 0; count > 0 && word < occupied.length; word++) {
      for (long bits = occupied[word]; bits != 0; bits &= bits - 1) {
        int slot = word << 6 | Long.numberOfTrailingZeros(bits);
        if (includingGlobal || (rights[slot] & Rights.GLOBAL) == 0) {
          drop(slot);
        }
      }
    }
  }

  /** INVLPG: drops the translation of one page, all of it if it is large. */
  public void invalidate(long linear) {
    int slot = slot(linear);
    if (holds(slot, linear)) {
      boolean large = (rights[slot] & Rights.LARGE) != 0;
      drop(slot);
      if (!large) {
        return;
      }
    }
    if (largeEntries == 0) {
      return;
    }
    // A large page is held in 4 KiB pieces, whichever of them were used.
    for (int word = 0; word < occupied.length; word++) {
      for (long bits = occupied[word]; bits != 0; bits &= bits - 1) {
        int other = word << 6 | Long.numberOfTrailingZeros(bits);
        if ((rights[other] & Rights.LARGE) != 0 && (pages[other] ^ linear >>> 12) >>> 18 == 0) {
          drop(other);
        }
      }
    }
  }

  private void drop(int slot) {
    if (pages[slot] == NONE) {
      return;
    }
    close(slot);
    if ((rights[slot] & Rights.LARGE) != 0) {
      largeEntries--;
    }
    pages[slot] = NONE;
    occupied[slot >>> 6] &= ~(1L << slot);
    count--;
    epoch++;
  }

  // Windows.

  private void close(int slot) {
    user.close(slot);
    supervisor.close(slot);
  }

  /** Closes the windows onto one frame. */
  public void closeFrame(long frame) {
    for (int word = 0; word < occupied.length; word++) {
      for (long bits = occupied[word]; bits != 0; bits &= bits - 1) {
        int slot = word << 6 | Long.numberOfTrailingZeros(bits);
        if (frames[slot] == frame) {
          close(slot);
        }
      }
    }
  }

  /** Closes all windows. */
  public void closeAll() {
    for (int word = 0; word < occupied.length; word++) {
      for (long bits = occupied[word]; bits != 0; bits &= bits - 1) {
        close(word << 6 | Long.numberOfTrailingZeros(bits));
      }
    }
  }

  // Snapshots.

  /** The entries, three numbers each: page, frame, rights. */
  public long[] save() {
    long[] state = new long[3 * pages.length];
    int count = 0;
    for (int slot = 0; slot < pages.length; slot++) {
      if (pages[slot] != NONE) {
        state[count++] = pages[slot];
        state[count++] = frames[slot];
        state[count++] = rights[slot];
      }
    }
    return Arrays.copyOf(state, count);
  }

  /** Replaces the entries by what {@link #save} returned. */
  public void restore(long[] state) {
    flush(true);
    for (int i = 0; i < state.length; i += 3) {
      insert(state[i] << 12, state[i + 1], (int) state[i + 2]);
    }
  }

  /**
   * Tags and arrays for direct access at one privilege. A tag that matches needs no more checks.
   */
  public static final class Window {
    public final long[] readTags;
    public final long[] writeTags;
    public final byte[][] arrays;

    /** All closed. */
    public Window(int entries) {
      readTags = new long[entries];
      writeTags = new long[entries];
      arrays = new byte[entries][];
      Arrays.fill(readTags, NONE);
      Arrays.fill(writeTags, NONE);
    }

    /** Lets loads through. */
    public void openRead(int slot, long linear, byte[] array) {
      arrays[slot] = array;
      readTags[slot] = linear >>> 12;
    }

    /** Lets stores through. */
    public void openWrite(int slot, long linear, byte[] array) {
      arrays[slot] = array;
      writeTags[slot] = linear >>> 12;
    }

    private void close(int slot) {
      readTags[slot] = NONE;
      writeTags[slot] = NONE;
    }
  }
}
