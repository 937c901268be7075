package ringside.lab.recording;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import ringside.emulator.memory.MemorySnapshot;
import ringside.lab.introspect.PhysicalView;

/**
 * Physical memory at some tick: a machine's snapshot, and own copies of the pages that changed
 * since.
 */
public final class MemoryImage implements PhysicalView {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  private static final int SHIFT = 12;
  private static final byte[] ZERO = new byte[PAGE];

  private MemorySnapshot base;
  private final Map<Long, byte[]> changed = new TreeMap<>();

  MemoryImage(MemorySnapshot base) {
    this.base = base;
  }

  /** Goes on from a snapshot that holds the same bytes. */
  void rebase(MemorySnapshot snapshot) {
    base = snapshot;
    changed.clear();
  }

  /** The address behind the last byte of memory. */
  public long end() {
    return base.end();
  }

  @Override
  public int readByte(long physical) {
    return physical < 0 || physical >= base.end()
        ? -1
        : page(physical >>> SHIFT)[(int) physical & PAGE - 1] & 0xFF;
  }

  private byte[] page(long number) {
    byte[] own = changed.get(number);
    if (own != null) {
      return own;
    }
    byte[] shared = base.page(number);
    return shared == null ? ZERO : shared;
  }

  /** Bytes from an address; zero outside of memory. */
  public byte[] bytes(long physical, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) Math.max(0, readByte(physical + i));
    }
    return bytes;
  }

  /** Overwrites bytes; what lies outside of memory is dropped. */
  void write(long physical, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      long address = physical + i;
      if (address >= 0 && address < base.end()) {
        changed
                .computeIfAbsent(address >>> SHIFT, number -> page(number).clone())[
                (int) address & PAGE - 1] =
            bytes[i];
      }
    }
  }

  /** The pages that are not all zero, by number. Callers must not change them. */
  public Map<Long, byte[]> pages() {
    Map<Long, byte[]> pages = new TreeMap<>();
    for (long number = 0; number < base.end() / PAGE; number++) {
      byte[] page = page(number);
      if (page != ZERO && !Arrays.equals(page, ZERO)) {
        pages.put(number, page);
      }
    }
    return pages;
  }
}
