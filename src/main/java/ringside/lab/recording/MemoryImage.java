package ringside.lab.recording;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import ringside.lab.introspect.PhysicalView;

/**
 * Physical memory as sparse 4 KiB pages that are copied when they are first written after {@link
 * #freeze}. Pages that are not there are zero.
 */
public final class MemoryImage implements PhysicalView {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  private static final int SHIFT = 12;

  private final long size;
  private final NavigableMap<Long, byte[]> pages;
  private final java.util.Set<Long> own = new java.util.HashSet<>();

  /** All zero, {@code size} bytes. */
  public MemoryImage(long size) {
    this(size, new TreeMap<>());
  }

  private MemoryImage(long size, NavigableMap<Long, byte[]> pages) {
    this.size = size;
    this.pages = pages;
  }

  /** A memory that begins with frozen pages. */
  public static MemoryImage of(long size, Map<Long, byte[]> frozen) {
    return new MemoryImage(size, new TreeMap<>(frozen));
  }

  /** Shares a page that nobody will write any more. */
  public void share(long number, byte[] page) {
    pages.put(number, page);
    own.remove(number);
  }

  public long size() {
    return size;
  }

  @Override
  public int readByte(long physical) {
    if (physical < 0 || physical >= size) {
      return -1;
    }
    byte[] page = pages.get(physical >>> SHIFT);
    return page == null ? 0 : page[(int) physical & PAGE - 1] & 0xFF;
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
  public void write(long physical, byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      long address = physical + i;
      if (address >= 0 && address < size) {
        writable(address >>> SHIFT)[(int) address & PAGE - 1] = bytes[from + i];
      }
    }
  }

  private byte[] writable(long number) {
    byte[] page = pages.get(number);
    if (page == null || !own.contains(number)) {
      page = page == null ? new byte[PAGE] : page.clone();
      pages.put(number, page);
      own.add(number);
    }
    return page;
  }

  /** The non-zero pages as they are now, by number; later writes leave them alone. */
  public Map<Long, byte[]> freeze() {
    own.clear();
    Map<Long, byte[]> frozen = new TreeMap<>(pages);
    frozen.values().removeIf(MemoryImage::isZero);
    return Collections.unmodifiableMap(frozen);
  }

  private static boolean isZero(byte[] page) {
    return Arrays.mismatch(page, ZERO) < 0;
  }

  private static final byte[] ZERO = new byte[PAGE];
}
