package ringside.lab.introspect;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Walks paging structures in memory as the processor would (Intel SDM Vol. 3, "Paging"), without
 * touching accessed and dirty bits or checking rights.
 */
public record PageTables(long cr0, long cr3, long cr4, long efer) {
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_PSE = 1L << 4;
  private static final long CR4_PAE = 1L << 5;
  private static final long CR4_LA57 = 1L << 12;
  private static final long EFER_LMA = 1L << 10;

  private static final long PRESENT = 1;
  private static final long LARGE = 1 << 7;
  private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

  /** One paging-structure entry on the way; {@code level} 5 (PML5) to 1 (PT). */
  public record Entry(int level, long address, long value) {
    public boolean present() {
      return (value & PRESENT) != 0;
    }
  }

  /** The way of one address; {@code physical} is empty where it ends at an absent entry. */
  public record Walk(long linear, List<Entry> entries, OptionalLong physical) {}

  /** The way of a linear address through the tables; no entries where paging is off. */
  public Walk walk(long linear, PhysicalView memory) {
    if ((cr0 & CR0_PG) == 0) {
      return new Walk(linear, List.of(), OptionalLong.of(linear));
    }
    if ((efer & EFER_LMA) != 0) {
      int levels = (cr4 & CR4_LA57) != 0 ? 5 : 4;
      return walk(linear, memory, new Format(levels, 9, 8, true), cr3 & ADDRESS);
    }
    long address = linear & 0xFFFF_FFFFL;
    return (cr4 & CR4_PAE) != 0
        ? walk(address, memory, new Format(3, 9, 8, true), cr3 & 0xFFFF_FFE0L)
        : walk(address, memory, new Format(2, 10, 4, (cr4 & CR4_PSE) != 0), cr3 & 0xFFFF_F000L);
  }

  /** How a paging mode lays out its structures. */
  private record Format(int levels, int indexBits, int entrySize, boolean large) {
    int shift(int level) {
      return 12 + (level - 1) * indexBits;
    }
  }

  private static Walk walk(long linear, PhysicalView memory, Format format, long root) {
    List<Entry> entries = new ArrayList<>();
    long table = root;
    for (int level = format.levels(); level >= 1; level--) {
      long index = linear >>> format.shift(level) & (1L << format.indexBits()) - 1;
      long address = table + index * format.entrySize();
      OptionalLong value = memory.read(address, format.entrySize());
      entries.add(new Entry(level, address, value.orElse(0)));
      if (!entries.getLast().present()) {
        return new Walk(linear, List.copyOf(entries), OptionalLong.empty());
      }
      long entry = entries.getLast().value();
      boolean pageDirectoryOrAbove = level == 2 || level == 3 && format.levels() > 3;
      if (level == 1 || format.large() && pageDirectoryOrAbove && (entry & LARGE) != 0) {
        long offset = (1L << format.shift(level)) - 1;
        return new Walk(
            linear,
            List.copyOf(entries),
            OptionalLong.of(frame(entry, format, level) & ~offset | linear & offset));
      }
      table = entry & (format.entrySize() == 4 ? 0xFFFF_F000L : ADDRESS);
    }
    throw new IllegalStateException("a walk ends at level 1");
  }

  /** A 4 MiB page keeps address bits 32 to 39 in entry bits 13 to 20 (PSE-36). */
  private static long frame(long entry, Format format, int level) {
    if (format.entrySize() == 8) {
      return entry & ADDRESS;
    }
    return level == 2 ? entry & 0xFFC0_0000L | (entry >>> 13 & 0xFF) << 32 : entry & 0xFFFF_F000L;
  }
}
