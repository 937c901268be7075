package ringside.emulator.machine.boot;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.memory.PhysicalMemory;

/** What firmware tells of memory: the answer to INT 15h, AX=E820h. */
public final class MemoryMap {
  /** Usable. */
  public static final int RAM = 1;

  /** Not to be used. */
  public static final int RESERVED = 2;

  /** The last KiB below 640 KiB belongs to the BIOS. */
  public static final long LOW_END = 0x9_FC00;

  private static final long VIDEO = 0xA_0000;
  private static final long FIRMWARE = 0xE_0000;

  /** Where memory above the first MiB begins. */
  public static final long HIGH = 0x10_0000;

  private static final long FOUR_GIB = 4L << 30;

  private static final long RSDP_SIGNATURE = 0x2052_5450_2044_5352L; // "RSD PTR "

  private MemoryMap() {}

  /** One range. */
  public record Range(long base, long length, int type) {}

  /** The map of a machine with this memory. */
  public static List<Range> of(PhysicalMemory memory) {
    List<Range> ranges = new ArrayList<>();
    ranges.add(new Range(0, LOW_END, RAM));
    ranges.add(new Range(LOW_END, VIDEO - LOW_END, RESERVED));
    ranges.add(new Range(FIRMWARE, HIGH - FIRMWARE, RESERVED));
    ranges.add(new Range(HIGH, memory.below4G() - HIGH, RAM));
    if (memory.above4G() > 0) {
      ranges.add(new Range(FOUR_GIB, memory.above4G(), RAM));
    }
    return ranges;
  }

  /** Where firmware left ACPI's root system description pointer, or 0. */
  static long rootPointer(PhysicalMemory memory) {
    for (long at = FIRMWARE; at < HIGH; at += 16) {
      if (memory.load(at, 8) == RSDP_SIGNATURE) {
        return at;
      }
    }
    return 0;
  }
}
