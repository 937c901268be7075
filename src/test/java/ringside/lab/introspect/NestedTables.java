package ringside.lab.introspect;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The tables of a guest's second dimension, from guest-physical to physical addresses: EPT (SDM,
 * "The Extended Page Table Mechanism (EPT)") or the nested tables of a 64-bit host (AMD APM,
 * "Nested Paging"), four levels each. Read here a second time, to hold the processor's walks
 * against.
 *
 * @param root physical address of the first table; bits that are not of an address do not matter
 */
record NestedTables(Format format, long root) {
  private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;
  private static final long LARGE = 1 << 7;
  private static final int LEVELS = 4;
  private static final int LARGEST_PAGE_LEVEL = 3;

  /** Whose format the entries have. */
  public enum Format {
    EPT,
    NPT
  }

  /**
   * One entry on the way.
   *
   * @param level 4 to 1
   * @param leaf whether it maps a page
   */
  public record Entry(Format format, int level, long address, long value, boolean leaf) {

    /** Whether it is there at all: EPT, any right; NPT, the present bit. */
    public boolean present() {
      return format == Format.EPT ? (value & 7) != 0 : (value & 1) != 0;
    }

    /** {@code RWX}, a dash for what it does not allow. */
    public String rights() {
      boolean execute = format == Format.EPT ? has(2) : has(0) && !has(63);
      return (has(0) ? "R" : "-") + (has(1) ? "W" : "-") + (execute ? "X" : "-");
    }

    /**
     * EPT: the memory type of a leaf, 6 write-back, 0 uncacheable. NPT keeps it in PAT, PCD, PWT.
     */
    public int memoryType() {
      return format == Format.EPT
          ? (int) (value >>> 3) & 7
          : (has(level == 1 ? 7 : 12) ? 4 : 0) | (int) (value >>> 3) & 3;
    }

    public boolean accessed() {
      return has(format == Format.EPT ? 8 : 5);
    }

    public boolean dirty() {
      return has(format == Format.EPT ? 9 : 6);
    }

    /** SDM, "EPT Misconfigurations", as far as one entry shows it. */
    public boolean misconfigured() {
      if (format == Format.NPT || !present()) {
        return false;
      }
      int type = memoryType();
      boolean badType = leaf && (type == 2 || type == 3 || type == 7);
      boolean badTable = !leaf && (value & (level == LEVELS ? 0xF8 : 0x78)) != 0;
      return has(1) && !has(0) || badType || badTable;
    }

    private boolean has(int bit) {
      return (value >>> bit & 1) != 0;
    }
  }

  /** The way of one address; {@code physical} is empty where an entry ends it. */
  public record Walk(long guestPhysical, List<Entry> entries, OptionalLong physical) {}

  /**
   * Neighbouring pages that are mapped alike and lie side by side in physical memory, too.
   *
   * @param pageSize bytes of each page
   */
  public record Range(
      long guestPhysical,
      long physical,
      long length,
      long pageSize,
      String rights,
      int memoryType) {

    private boolean continuesWith(Range next) {
      return guestPhysical + length == next.guestPhysical
          && physical + length == next.physical
          && pageSize == next.pageSize
          && rights.equals(next.rights)
          && memoryType == next.memoryType;
    }
  }

  /**
   * One reference of a walk in both dimensions.
   *
   * @param nested an entry of these tables; else one of the guest's, of which {@code address} is
   *     the physical one
   */
  public record Reference(int level, boolean nested, long address, long value) {}

  /** A guest's walk with all its references, in order. */
  public record GuestWalk(
      long linear, List<Reference> references, OptionalLong guestPhysical, OptionalLong physical) {}

  /** The way of a guest-physical address. */
  public Walk walk(long guestPhysical, PhysicalView memory) {
    List<Entry> entries = new ArrayList<>();
    long table = root & ADDRESS;
    for (int level = LEVELS; ; level--) {
      Entry entry = entry(table + index(guestPhysical, level) * 8, level, memory);
      entries.add(entry);
      if (!entry.present() || entry.misconfigured()) {
        return new Walk(guestPhysical, List.copyOf(entries), OptionalLong.empty());
      }
      if (entry.leaf()) {
        long inPage = size(level) - 1;
        long physical = entry.value() & ADDRESS & ~inPage | guestPhysical & inPage;
        return new Walk(guestPhysical, List.copyOf(entries), OptionalLong.of(physical));
      }
      table = entry.value() & ADDRESS;
    }
  }

  private Entry entry(long address, int level, PhysicalView memory) {
    long value = memory.read(address, 8).orElse(0);
    boolean leaf = level == 1 || level <= LARGEST_PAGE_LEVEL && (value & LARGE) != 0;
    return new Entry(format, level, address, value, leaf);
  }

  private static long index(long address, int level) {
    return address >>> 3 + 9 * level & 0x1FF;
  }

  /** Bytes that an entry of a level maps. */
  private static long size(int level) {
    return 1L << 3 + 9 * level;
  }

  /** Everything that is mapped, by guest-physical address. */
  public List<Range> ranges(PhysicalView memory) {
    List<Range> ranges = new ArrayList<>();
    collect(root & ADDRESS, LEVELS, 0, "RWX", memory, ranges);
    return ranges;
  }

  private void collect(
      long table, int level, long base, String allowed, PhysicalView memory, List<Range> ranges) {
    for (int i = 0; i < 512; i++) {
      Entry entry = entry(table + i * 8L, level, memory);
      long at = base + i * size(level);
      String rights = both(allowed, entry.rights());
      if (!entry.present() || entry.misconfigured()) {
        continue;
      }
      if (entry.leaf()) {
        long physical = entry.value() & ADDRESS & -size(level);
        add(ranges, new Range(at, physical, size(level), size(level), rights, entry.memoryType()));
      } else {
        collect(entry.value() & ADDRESS, level - 1, at, rights, memory, ranges);
      }
    }
  }

  private static void add(List<Range> ranges, Range next) {
    if (!ranges.isEmpty() && ranges.getLast().continuesWith(next)) {
      Range last = ranges.removeLast();
      ranges.add(
          new Range(
              last.guestPhysical,
              last.physical,
              last.length + next.length,
              last.pageSize,
              last.rights,
              last.memoryType));
    } else {
      ranges.add(next);
    }
  }

  /** What every level allows. */
  private static String both(String one, String other) {
    StringBuilder rights = new StringBuilder();
    for (int i = 0; i < one.length(); i++) {
      rights.append(one.charAt(i) == other.charAt(i) ? one.charAt(i) : '-');
    }
    return rights.toString();
  }

  /**
   * The way of a guest's linear address: each entry of the guest's tables is looked for by a walk
   * of these, and the page itself by one more. With four levels each that makes 24 references.
   *
   * @param guest the guest's paging
   */
  public GuestWalk walk(PageTables guest, long linear, PhysicalView memory) {
    PageTables.Walk own = guest.walk(linear, address -> readGuest(address, memory));
    List<Reference> references = new ArrayList<>();
    for (PageTables.Entry entry : own.entries()) {
      OptionalLong at = append(references, entry.address(), memory);
      if (at.isEmpty()) {
        return new GuestWalk(linear, references, OptionalLong.empty(), OptionalLong.empty());
      }
      references.add(new Reference(entry.level(), false, at.getAsLong(), entry.value()));
    }
    OptionalLong physical =
        own.physical().isPresent()
            ? append(references, own.physical().getAsLong(), memory)
            : OptionalLong.empty();
    return new GuestWalk(linear, references, own.physical(), physical);
  }

  private OptionalLong append(List<Reference> references, long guestPhysical, PhysicalView memory) {
    Walk walk = walk(guestPhysical, memory);
    for (Entry entry : walk.entries()) {
      references.add(new Reference(entry.level(), true, entry.address(), entry.value()));
    }
    return walk.physical();
  }

  private int readGuest(long guestPhysical, PhysicalView memory) {
    OptionalLong physical = walk(guestPhysical, memory).physical();
    return physical.isEmpty() ? -1 : memory.readByte(physical.getAsLong());
  }
}
