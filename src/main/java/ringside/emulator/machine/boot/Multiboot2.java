package ringside.emulator.machine.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.Machine;
import ringside.emulator.memory.PhysicalMemory;

/** Loads Multiboot 2 kernels (Multiboot2 Specification, "Machine state", "Boot information"). */
final class Multiboot2 {
  private static final long BOOTED = 0x36D7_6289L;

  private static final int TAG_END = 0;
  private static final int TAG_COMMAND_LINE = 1;
  private static final int TAG_LOADER = 2;
  private static final int TAG_MODULE = 3;
  private static final int TAG_MEMORY = 4;
  private static final int TAG_MEMORY_MAP = 6;
  private static final int TAG_NEW_RSDP = 15;
  private static final int MAP_ENTRY_SIZE = 24;
  private static final int RSDP_LENGTH = 36;

  private final ByteArrayOutputStream tags = new ByteArrayOutputStream();

  private Multiboot2() {}

  static void load(Machine machine, byte[] kernel, String commandLine, List<BootModule> modules) {
    Bytes file = new Bytes(kernel);
    Multiboot2Header header = Multiboot2Header.find(file);
    if (header == null) {
      throw new BootFailure("it has no multiboot 2 header");
    }
    ElfImage image = header.image(file);
    Placement placement = new Placement(machine);
    placement.image(image);
    Multiboot2 information = new Multiboot2();
    information.tag(TAG_COMMAND_LINE, text(commandLine));
    information.tag(TAG_LOADER, text(Multiboot.LOADER));
    long next = Placement.pageUp(image.end());
    for (BootModule module : modules) {
      long end = next + module.content().length;
      placement.put(next, module.content());
      byte[] name = text(module.commandLine());
      ByteBuffer range = little(8 + name.length);
      information.tag(TAG_MODULE, range.putInt((int) next).putInt((int) end).put(name));
      next = Placement.pageUp(end);
    }
    information.memory(machine);
    placement.put(next, information.bytes());
    placement.protectedMode(image.entry(), 0x10, 0x18);
    placement.register(LogicalProcessor.RAX, BOOTED);
    placement.register(LogicalProcessor.RBX, next);
  }

  private void memory(Machine machine) {
    PhysicalMemory memory = machine.memory();
    ByteBuffer sizes = little(8).putInt((int) (MemoryMap.LOW_END >> 10));
    tag(TAG_MEMORY, sizes.putInt((int) (memory.below4G() - MemoryMap.HIGH >> 10)));
    List<MemoryMap.Range> ranges = MemoryMap.of(memory);
    ByteBuffer map = little(8 + ranges.size() * MAP_ENTRY_SIZE).putInt(MAP_ENTRY_SIZE).putInt(0);
    for (MemoryMap.Range range : ranges) {
      map.putLong(range.base()).putLong(range.length()).putInt(range.type()).putInt(0);
    }
    tag(TAG_MEMORY_MAP, map);
    long rsdp = MemoryMap.rootPointer(memory);
    if (rsdp != 0) {
      tag(TAG_NEW_RSDP, ByteBuffer.wrap(memory.read(rsdp, RSDP_LENGTH)));
    }
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private void tag(int type, byte[] content) {
    tag(type, ByteBuffer.wrap(content));
  }

  private void tag(int type, ByteBuffer content) {
    byte[] bytes = content.array();
    tags.writeBytes(little(8).putInt(type).putInt(8 + bytes.length).array());
    tags.writeBytes(bytes);
    tags.writeBytes(new byte[-bytes.length & 7]);
  }

  private byte[] bytes() {
    tag(TAG_END, new byte[0]);
    ByteBuffer all = little(8 + tags.size()).putInt(8 + tags.size()).putInt(0);
    return all.put(tags.toByteArray()).array();
  }
}
