package ringside.emulator.machine.boot;

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

  private static final long RSDP_SIGNATURE = 0x2052_5450_2044_5352L; // "RSD PTR "

  private MemoryMap() {}

  /** One range. */
  public record Range(long base, long length, int type) {}

  /** The map of a machine with so many bytes of RAM. */
  public static List<Range> of(long memory) {
    return List.of(
        new Range(0, LOW_END, RAM),
        new Range(LOW_END, VIDEO - LOW_END, RESERVED),
        new Range(FIRMWARE, HIGH - FIRMWARE, RESERVED),
        new Range(HIGH, memory - HIGH, RAM));
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
