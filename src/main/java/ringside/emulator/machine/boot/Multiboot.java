package ringside.emulator.machine.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.Machine;
import ringside.emulator.memory.PhysicalMemory;

/** Loads Multiboot 1 kernels (Multiboot Specification, "Machine state", "Boot information"). */
final class Multiboot {
  private static final long BOOTED = 0x2BAD_B002L;
  static final String LOADER = "Ringside";

  private static final int INFO_MEMORY = 1;
  private static final int INFO_COMMAND_LINE = 1 << 2;
  private static final int INFO_MODULES = 1 << 3;
  private static final int INFO_MEMORY_MAP = 1 << 6;
  private static final int INFO_LOADER = 1 << 9;
  private static final int INFO_SIZE = 120;
  private static final int MAP_ENTRY_SIZE = 24;

  private Multiboot() {}

  /**
   * Loads a kernel, after it its modules, and after these the boot information.
   *
   * @param commandLine the kernel's name first
   */
  static void load(Machine machine, byte[] kernel, String commandLine, List<BootModule> modules) {
    Bytes file = new Bytes(kernel);
    MultibootHeader header = MultibootHeader.find(file);
    if (header == null) {
      throw new BootFailure("it has no multiboot header");
    }
    ElfImage image = header.image(file);
    Placement placement = new Placement(machine);
    placement.image(image);
    long next = Placement.pageUp(image.end());
    List<Long> starts = new ArrayList<>();
    for (BootModule module : modules) {
      starts.add(next);
      placement.put(next, module.content());
      next = Placement.pageUp(next + module.content().length);
    }
    placement.put(next, information(next, machine.memory(), commandLine, modules, starts));
    placement.protectedMode(image.entry(), 0x10, 0x18);
    placement.register(LogicalProcessor.RAX, BOOTED);
    placement.register(LogicalProcessor.RBX, next);
  }

  private static byte[] information(
      long at,
      PhysicalMemory memory,
      String commandLine,
      List<BootModule> modules,
      List<Long> starts) {
    List<MemoryMap.Range> map = MemoryMap.of(memory);
    int modulesAt = INFO_SIZE;
    int mapAt = modulesAt + modules.size() * 16;
    int stringsAt = mapAt + map.size() * MAP_ENTRY_SIZE;
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    ByteBuffer info = ByteBuffer.allocate(stringsAt).order(ByteOrder.LITTLE_ENDIAN);
    info.putInt(INFO_MEMORY | INFO_COMMAND_LINE | INFO_MODULES | INFO_MEMORY_MAP | INFO_LOADER);
    info.putInt((int) (MemoryMap.LOW_END >> 10));
    info.putInt((int) (memory.below4G() - MemoryMap.HIGH >> 10));
    info.putInt(0);
    info.putInt((int) at + stringsAt + string(strings, commandLine));
    info.putInt(modules.size()).putInt((int) at + modulesAt);
    info.putInt(44, map.size() * MAP_ENTRY_SIZE).putInt(48, (int) at + mapAt);
    info.putInt(64, (int) at + stringsAt + string(strings, LOADER));
    info.position(modulesAt);
    for (int i = 0; i < modules.size(); i++) {
      BootModule module = modules.get(i);
      long start = starts.get(i);
      info.putInt((int) start).putInt((int) start + module.content().length);
      info.putInt((int) at + stringsAt + string(strings, module.commandLine())).putInt(0);
    }
    for (MemoryMap.Range range : map) {
      info.putInt(MAP_ENTRY_SIZE - 4).putLong(range.base()).putLong(range.length());
      info.putInt(range.type());
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(info.array());
    all.writeBytes(strings.toByteArray());
    return all.toByteArray();
  }

  private static int string(ByteArrayOutputStream strings, String text) {
    int at = strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    return at;
  }
}
