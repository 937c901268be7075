package ringside.emulator.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import ringside.emulator.device.RealTimeClock;
import ringside.emulator.memory.PhysicalMemory;

/**
 * What a PC's maker puts into it: the BIOS in ROM, and what the set-up program left in CMOS memory
 * (registers as Ralf Brown's CMOS list names them). The ROM is {@code bios.asm}, assembled.
 */
final class Firmware {
  /** Where the ROM is; it reaches to the end of the first MiB. */
  static final long ROM = 0xF_E000;

  private static final int CMOS_FLOPPIES = 0x10;
  private static final int CMOS_EQUIPMENT = 0x14;
  private static final int CMOS_BASE_MEMORY = 0x15;
  private static final int CMOS_EXTENDED_MEMORY = 0x17;
  private static final int CMOS_EXTENDED_MEMORY_FOUND = 0x30;
  private static final int CMOS_MEMORY_ABOVE_16M = 0x34;
  private static final int CMOS_MEMORY_ABOVE_4G = 0x5B;

  private static final int EQUIPMENT_FLOPPY = 1;
  private static final int EQUIPMENT_FPU = 1 << 1;
  private static final int EQUIPMENT_COLOUR_80 = 2 << 4;
  private static final int BASE_KILOBYTES = 640;
  private static final long MAXIMUM_EXTENDED_KILOBYTES = 0xFC00;

  private static final byte[] BIOS = bios();

  private Firmware() {}

  private static byte[] bios() {
    try (InputStream in = Firmware.class.getResourceAsStream("bios.bin")) {
      if (in == null) {
        throw new IllegalStateException("there is no BIOS");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void install(Board board, PhysicalMemory memory, RealTimeClock cmos) {
    memory.write(ROM, BIOS);
    memory.protect(ROM, BIOS.length);
    setUp(board, memory, cmos);
  }

  private static void setUp(Board board, PhysicalMemory memory, RealTimeClock cmos) {
    int floppies = 0;
    for (int i = 0; i < board.floppies().size(); i++) {
      floppies |= floppyType(board.floppies().get(i).length) << 4 - i * 4;
    }
    cmos.store(CMOS_FLOPPIES, floppies);
    int drives = board.floppies().size();
    cmos.store(
        CMOS_EQUIPMENT,
        EQUIPMENT_FPU
            | EQUIPMENT_COLOUR_80
            | (drives == 0 ? 0 : EQUIPMENT_FLOPPY | drives - 1 << 6));
    store16(cmos, CMOS_BASE_MEMORY, BASE_KILOBYTES);
    long below = memory.below4G();
    long extended = Math.min((below >> 10) - 1024, MAXIMUM_EXTENDED_KILOBYTES);
    store16(cmos, CMOS_EXTENDED_MEMORY, extended);
    store16(cmos, CMOS_EXTENDED_MEMORY_FOUND, extended);
    store16(cmos, CMOS_MEMORY_ABOVE_16M, Math.max(0, below - (16 << 20)) >> 16);
    long above = memory.above4G() >> 16;
    store16(cmos, CMOS_MEMORY_ABOVE_4G, above);
    cmos.store(CMOS_MEMORY_ABOVE_4G + 2, (int) (above >> 16));
  }

  private static void store16(RealTimeClock cmos, int address, long value) {
    cmos.store(address, (int) value & 0xFF);
    cmos.store(address + 1, (int) (value >>> 8) & 0xFF);
  }

  /** The type of drive whose disks have so many bytes at least: 1.44 MB, or 2.88, or older ones. */
  private static int floppyType(int bytes) {
    int kilobytes = bytes + 1023 >> 10;
    if (kilobytes <= 360) {
      return 1;
    }
    return kilobytes == 720 ? 3 : kilobytes == 1200 ? 2 : kilobytes <= 1440 ? 4 : 5;
  }
}
