package ringside.emulator.machine.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.Machine;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Loads Linux kernels by their 32-bit boot protocol (Linux, "The Linux/x86 Boot Protocol"): the
 * kernel at its preferred address, initial RAM disks at the end of memory, and the boot parameters
 * that setup code in real mode would have collected.
 */
final class LinuxImage {
  private static final long MAGIC = 0x5372_6448; // "HdrS"
  private static final int MAGIC_AT = 0x202;

  private static final int HEADER = 0x1F1;
  private static final int HEADER_LENGTH = 0x201;
  private static final int VERSION = 0x206;
  private static final int TYPE_OF_LOADER = 0x210;
  private static final int LOAD_FLAGS = 0x211;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21C;
  private static final int COMMAND_LINE = 0x228;
  private static final int RAMDISK_MAXIMUM = 0x22C;
  private static final int PREFERRED_ADDRESS = 0x258;
  private static final int INITIAL_SIZE = 0x260;
  private static final int SETUP_SECTORS = 0x1F1;

  private static final int MAP_COUNT = 0x1E8;
  private static final int MAP = 0x2D0;
  private static final int SCREEN_ROW = 0x01;
  private static final int SCREEN_MODE = 0x06;
  private static final int SCREEN_COLUMNS = 0x07;
  private static final int SCREEN_LINES = 0x0E;
  private static final int SCREEN_IS_VGA = 0x0F;
  private static final int SCREEN_POINTS = 0x10;

  private static final int UNKNOWN_LOADER = 0xFF;
  private static final int LOADED_HIGH = 1;
  private static final int OLDEST = 0x020A;
  private static final int SECTOR = 512;
  private static final long PARAMETERS_AT = 0x9_0000;
  private static final long COMMAND_LINE_AT = 0x9_2000;
  private static final int COMMAND_LINE_MAXIMUM = 2048;
  private static final int CODE_SELECTOR = 0x10;
  private static final int DATA_SELECTOR = 0x18;

  private LinuxImage() {}

  static boolean isOne(Bytes file) {
    return file.length() > 0x1000 && file.u32(MAGIC_AT) == MAGIC;
  }

  static void load(Machine machine, byte[] kernel, String commandLine, List<BootModule> initrds) {
    Bytes file = new Bytes(kernel);
    if (file.u16(VERSION) < OLDEST || (file.u8(LOAD_FLAGS) & LOADED_HIGH) == 0) {
      throw new BootFailure("it is a Linux kernel from before 2.6.24 or no bzImage");
    }
    Placement placement = new Placement(machine);
    long address = file.u64(PREFERRED_ADDRESS);
    int setup = (Math.max(file.u8(SETUP_SECTORS), 1) + 1) * SECTOR;
    placement.put(address, file.slice(setup, (long) kernel.length - setup));
    placement.reserve(address, file.u32(INITIAL_SIZE));
    byte[] text = commandLine.getBytes(StandardCharsets.UTF_8);
    if (text.length >= COMMAND_LINE_MAXIMUM) {
      throw new BootFailure("the command line is longer than " + COMMAND_LINE_MAXIMUM);
    }
    placement.put(COMMAND_LINE_AT, java.util.Arrays.copyOf(text, COMMAND_LINE_MAXIMUM));
    ByteBuffer parameters = parameters(file, machine.memory());
    ramDisk(placement, file, machine.memory().below4G(), initrds, parameters);
    placement.put(PARAMETERS_AT, parameters.array());
    placement.protectedMode(address, CODE_SELECTOR, DATA_SELECTOR);
    placement.register(LogicalProcessor.RSI, PARAMETERS_AT);
  }

  private static ByteBuffer parameters(Bytes file, PhysicalMemory memory) {
    ByteBuffer all = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    int end = HEADER_LENGTH + 1 + file.u8(HEADER_LENGTH);
    all.put(HEADER, file.slice(HEADER, end - HEADER));
    all.put(TYPE_OF_LOADER, (byte) UNKNOWN_LOADER);
    all.putInt(COMMAND_LINE, (int) COMMAND_LINE_AT);
    all.put(SCREEN_ROW, (byte) 0).put(SCREEN_MODE, (byte) 3).put(SCREEN_COLUMNS, (byte) 80);
    all.put(SCREEN_LINES, (byte) 25).put(SCREEN_IS_VGA, (byte) 1);
    all.putShort(SCREEN_POINTS, (short) 16);
    List<MemoryMap.Range> map = MemoryMap.of(memory);
    all.put(MAP_COUNT, (byte) map.size());
    all.position(MAP);
    for (MemoryMap.Range range : map) {
      all.putLong(range.base()).putLong(range.length()).putInt(range.type());
    }
    return all;
  }

  /** Several RAM disks are one: the kernel unpacks what follows on each other. */
  private static void ramDisk(
      Placement placement,
      Bytes file,
      long memory,
      List<BootModule> initrds,
      ByteBuffer parameters) {
    long size = 0;
    for (BootModule each : initrds) {
      size += each.content().length + 3 & -4L;
    }
    if (size == 0) {
      return;
    }
    long end = Math.min(memory, file.u32(RAMDISK_MAXIMUM) + 1);
    long start = end - size & -4096L;
    parameters.putInt(RAMDISK_IMAGE, (int) start).putInt(RAMDISK_SIZE, (int) size);
    long at = start;
    for (BootModule each : initrds) {
      placement.put(at, each.content());
      at += each.content().length + 3 & -4L;
    }
  }
}
