package ringside.emulator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;

/**
 * The physical address space: RAM from address 0, ROM pages in it, and devices. RAM that reaches
 * {@link #HOLE} goes on at 4 GiB, as on a PC: what lies between belongs to devices.
 *
 * <p>RAM is an array of {@link PageBlock}s of 512 pages each. A page is written in place only while
 * this memory owns it; {@link #snapshot} gives up ownership of everything by changing the owner
 * token, in time independent of the size of RAM, and the next store to each page copies it. So a
 * snapshot costs the pages that are written after it.
 *
 * <p>Whoever holds a page's array, or has decoded bytes of it, learns through the {@link
 * PageObserver} that it moved or changed. Addresses that nothing answers read as all ones and
 * ignore stores.
 */
public final class PhysicalMemory {
  public static final int PAGE_SHIFT = 12;
  public static final int PAGE_SIZE = 1 << PAGE_SHIFT;

  /** No RAM is between here, 3 GiB, and 4 GiB. */
  public static final long HOLE = 3L << 30;

  private static final long HOLE_END = 4L << 30;
  private static final long BLOCK_SIZE = (long) PageBlock.PAGES * PAGE_SIZE;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final long size;

  /** Pages up to the end of RAM, the hole's among them. */
  private final long pages;

  private final List<Region> devices = new ArrayList<>();

  /** A bit for each page that a device or the hole hides; shorter than memory. */
  private long[] hidden = {};

  private final BitSet rom = new BitSet();
  private final CodeMarks codeMarks = new CodeMarks();
  private PageBlock[] blocks;
  private Object owner = new Object();
  private @Nullable PageObserver observer;

  /**
   * Zero-filled RAM.
   *
   * @param size bytes, rounded up to a whole number of 2 MiB blocks
   */
  public PhysicalMemory(long size) {
    this.size = size + BLOCK_SIZE - 1 & -BLOCK_SIZE;
    int count = (int) (end() / BLOCK_SIZE);
    pages = (long) count * PageBlock.PAGES;
    blocks = new PageBlock[count];
    PageBlock empty = new PageBlock(new Object());
    Arrays.fill(blocks, empty);
    hideHole();
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /** Who learns of moved pages and overwritten code; one at a time. */
  public void observe(PageObserver pageObserver) {
    observer = pageObserver;
  }

  /** Bytes of RAM. */
  public long size() {
    return size;
  }

  /** Bytes of RAM from address 0 on. */
  public long below4G() {
    return Math.min(size, HOLE);
  }

  /** Bytes of RAM from 4 GiB on. */
  public long above4G() {
    return size - below4G();
  }

  /** The address behind the last byte of RAM. */
  public long end() {
    return above4G() == 0 ? size : HOLE_END + above4G();
  }

  /** Whether {@code length} bytes from an address on are all RAM, whatever device hides them. */
  public boolean holds(long physical, long length) {
    return physical >= 0 && length <= below4G() && physical <= below4G() - length
        || physical >= HOLE_END && length <= above4G() && physical <= end() - length;
  }

  /** Maps a device over {@code length} bytes, hiding RAM there; whole pages. */
  public void attach(long base, long length, BusDevice device) {
    if (((base | length) & PAGE_SIZE - 1) != 0) {
      throw new IllegalArgumentException(device.name() + " is not mapped at whole pages");
    }
    Region region = new Region(base, base + length - 1, device);
    devices.add(region);
    hide(region.first(), region.last());
  }

  /** Maps a device of one page elsewhere, before all others that may be there. */
  public void move(BusDevice device, long base) {
    devices.removeIf(region -> region.device() == device);
    devices.addFirst(new Region(base, base + PAGE_SIZE - 1, device));
    Arrays.fill(hidden, 0);
    hideHole();
    devices.forEach(region -> hide(region.first(), region.last()));
    long number = base >>> PAGE_SHIFT;
    if (number < pages && holdsCode(number)) {
      noteStore(number, 0, PAGE_SIZE);
    }
    if (observer != null) {
      observer.allPagesMoved();
    }
  }

  private void hideHole() {
    hide(HOLE, HOLE_END - 1);
  }

  private void hide(long first, long last) {
    long end = Math.min(last + 1 >>> PAGE_SHIFT, pages);
    long start = first >>> PAGE_SHIFT;
    if (start >= end) {
      return;
    }
    int words = (int) (end + 63 >>> 6);
    if (words > hidden.length) {
      hidden = Arrays.copyOf(hidden, words);
    }
    for (long number = start; number < end; number++) {
      hidden[(int) (number >>> 6)] |= 1L << number;
    }
  }

  /** Makes whole pages read-only: stores to them are ignored. */
  public void protect(long base, long length) {
    rom.set((int) (base >>> PAGE_SHIFT), (int) (base + length + PAGE_SIZE - 1 >>> PAGE_SHIFT));
    if (observer != null) {
      observer.allPagesMoved();
    }
  }

  /** The device at an address, or null for RAM and for nothing. */
  public @Nullable BusDevice deviceAt(long physical) {
    for (Region region : devices) {
      if (region.contains(physical)) {
        return region.device();
      }
    }
    return null;
  }

  /** The array to read page {@code number} from, or null if a device or nothing is there. */
  public byte @Nullable [] readable(long number) {
    if (number >= pages) {
      return null;
    }
    int word = (int) (number >>> 6);
    if (word < hidden.length && (hidden[word] >>> number & 1) != 0) {
      return null;
    }
    return blocks[(int) number >>> PageBlock.SHIFT].page((int) number & PageBlock.PAGES - 1);
  }

  /**
   * The array to write page {@code number} in place, or null if that is ROM, a device or nothing.
   * The caller asks {@link #holdsCode} before it writes.
   */
  public byte @Nullable [] writable(long number) {
    byte[] page = readable(number);
    if (page == null || rom.get((int) number)) {
      return null;
    }
    int block = (int) number >>> PageBlock.SHIFT;
    int index = (int) number & PageBlock.PAGES - 1;
    if (blocks[block].owner != owner) {
      blocks[block] = new PageBlock(owner, blocks[block]);
    }
    if (blocks[block].owns(index)) {
      return page;
    }
    blocks[block].own(index);
    if (observer != null) {
      observer.pageMoved(number);
    }
    return blocks[block].page(index);
  }

  // Whole accesses, for page walks, descriptor tables and everything else that is not hot.

  /** Loads 1 to 8 bytes, zero-extended. */
  public long load(long physical, int size) {
    int offset = (int) physical & PAGE_SIZE - 1;
    if (offset + size > PAGE_SIZE || Integer.bitCount(size) != 1) {
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= load(physical + i, 1) << i * 8;
      }
      return value;
    }
    byte[] page = readable(physical >>> PAGE_SHIFT);
    if (page != null) {
      return get(page, offset, size);
    }
    for (Region region : devices) {
      if (region.contains(physical)) {
        return region.read(physical, size);
      }
    }
    return Bits.mask(size);
  }

  /** Stores 1 to 8 bytes. */
  public void store(long physical, int size, long value) {
    int offset = (int) physical & PAGE_SIZE - 1;
    if (offset + size > PAGE_SIZE || Integer.bitCount(size) != 1) {
      for (int i = 0; i < size; i++) {
        store(physical + i, 1, value >>> i * 8);
      }
      return;
    }
    long number = physical >>> PAGE_SHIFT;
    byte[] page = writable(number);
    if (page != null) {
      if (codeMarks.any(number)) {
        noteStore(number, offset, size);
      }
      put(page, offset, size, value);
      return;
    }
    for (Region region : devices) {
      if (region.contains(physical)) {
        region.write(physical, size, value);
        return;
      }
    }
  }

  /** Copies {@code length} bytes out of RAM, for inspection; what is not RAM reads as ones. */
  public byte[] read(long physical, int length) {
    byte[] bytes = new byte[length];
    int count;
    for (int done = 0; done < length; done += count) {
      int offset = (int) (physical + done) & PAGE_SIZE - 1;
      count = Math.min(PAGE_SIZE - offset, length - done);
      byte[] page = readable(physical + done >>> PAGE_SHIFT);
      if (page == null) {
        Arrays.fill(bytes, done, done + count, (byte) 0xFF);
      } else {
        System.arraycopy(page, offset, bytes, done, count);
      }
    }
    return bytes;
  }

  /** Copies bytes into RAM, as an image loader does. */
  public void write(long physical, byte[] bytes) {
    int count;
    for (int done = 0; done < bytes.length; done += count) {
      int offset = (int) (physical + done) & PAGE_SIZE - 1;
      count = Math.min(PAGE_SIZE - offset, bytes.length - done);
      write(physical + done, bytes, done, count);
    }
  }

  /** Copies to one page. */
  private void write(long physical, byte[] bytes, int from, int count) {
    long number = physical >>> PAGE_SHIFT;
    byte[] page = writable(number);
    if (page == null) {
      for (int i = 0; i < count; i++) {
        store(physical + i, 1, bytes[from + i]);
      }
      return;
    }
    int offset = (int) physical & PAGE_SIZE - 1;
    if (codeMarks.any(number)) {
      noteStore(number, offset, count);
    }
    System.arraycopy(bytes, from, page, offset, count);
  }

  /** Little-endian load from a page's array. */
  public static long get(byte[] page, int offset, int size) {
    return switch (size) {
      case 1 -> page[offset] & 0xFF;
      case 2 -> (short) SHORT.get(page, offset) & 0xFFFF;
      case 4 -> (int) INT.get(page, offset) & 0xFFFF_FFFFL;
      default -> (long) LONG.get(page, offset);
    };
  }

  /** Little-endian store to a page's array. */
  public static void put(byte[] page, int offset, int size, long value) {
    switch (size) {
      case 1 -> page[offset] = (byte) value;
      case 2 -> SHORT.set(page, offset, (short) value);
      case 4 -> INT.set(page, offset, (int) value);
      default -> LONG.set(page, offset, value);
    }
  }

  // Decoded code.

  /** Marks bytes of one page as decoded: from now on a store to them is told to the observer. */
  public void markCode(long number, int offset, int length) {
    if (!codeMarks.any(number) && observer != null) {
      observer.pageMoved(number);
    }
    codeMarks.mark(number, offset, length);
  }

  /** Whether any byte of the page is marked as decoded. */
  public boolean holdsCode(long number) {
    return codeMarks.any(number);
  }

  /** Forgets the marks of a page. */
  public void unmarkCode(long number) {
    codeMarks.clear(number);
  }

  /** Tells the observer if a store at this place hits decoded code. */
  public void noteStore(long number, int offset, int length) {
    if (codeMarks.hit(number, offset, length) && observer != null) {
      observer.codeOverwritten(number, offset, length);
    }
  }

  // Snapshots.

  /** The contents now; both sides copy a page before they write it next. */
  public MemorySnapshot snapshot() {
    owner = new Object();
    if (observer != null) {
      observer.allPagesMoved();
    }
    return new MemorySnapshot(blocks.clone());
  }

  /** Replaces the contents by those of a snapshot of a memory of the same size. */
  public void restore(MemorySnapshot snapshot) {
    if (snapshot.end() != end()) {
      throw new IllegalArgumentException("snapshot of another size of memory");
    }
    PageBlock[] before = blocks;
    blocks = snapshot.blocks().clone();
    owner = new Object();
    if (observer == null) {
      return;
    }
    observer.allPagesMoved();
    for (long number : codeMarks.pages()) {
      int block = (int) (number / PageBlock.PAGES);
      int index = (int) (number % PageBlock.PAGES);
      if (before[block].page(index) != blocks[block].page(index)) {
        observer.codeOverwritten(number, 0, PAGE_SIZE);
      }
    }
  }

  /** Pages that this memory has copied since the last snapshot. */
  public int ownedPages() {
    int count = 0;
    for (PageBlock block : blocks) {
      if (block.owner == owner) {
        count += block.ownedPages();
      }
    }
    return count;
  }
}
