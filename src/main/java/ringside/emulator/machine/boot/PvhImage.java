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

/**
 * Loads kernels by PVH (Xen, "x86/HVM direct boot ABI"): 32-bit protected mode at the entry that an
 * ELF note names, EBX pointing at {@code hvm_start_info}.
 */
final class PvhImage {
  private static final int MAGIC = 0x336E_C578;
  private static final int INFO_SIZE = 56;
  private static final int MODULE_SIZE = 32;
  private static final int MAP_ENTRY_SIZE = 24;

  private PvhImage() {}

  static void load(Machine machine, ElfImage image, String commandLine, List<BootModule> modules) {
    Placement placement = new Placement(machine);
    placement.image(image);
    long next = Placement.pageUp(image.end());
    List<Long> starts = new ArrayList<>();
    for (BootModule module : modules) {
      starts.add(next);
      placement.put(next, module.content());
      next = Placement.pageUp(next + module.content().length);
    }
    placement.put(next, startInfo(next, machine.memory(), commandLine, modules, starts));
    placement.protectedMode(image.pvhEntry().orElseThrow(), 0x10, 0x18);
    placement.register(LogicalProcessor.RBX, next);
  }

  private static byte[] startInfo(
      long at,
      PhysicalMemory memory,
      String commandLine,
      List<BootModule> modules,
      List<Long> starts) {
    List<MemoryMap.Range> map = MemoryMap.of(memory);
    int mapAt = INFO_SIZE + modules.size() * MODULE_SIZE;
    int stringsAt = mapAt + map.size() * MAP_ENTRY_SIZE;
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    ByteBuffer info = ByteBuffer.allocate(stringsAt).order(ByteOrder.LITTLE_ENDIAN);
    info.putInt(MAGIC).putInt(1).putInt(0).putInt(modules.size());
    info.putLong(modules.isEmpty() ? 0 : at + INFO_SIZE);
    info.putLong(at + stringsAt + string(strings, commandLine));
    info.putLong(MemoryMap.rootPointer(memory));
    info.putLong(at + mapAt).putInt(map.size()).putInt(0);
    for (int i = 0; i < modules.size(); i++) {
      info.putLong(starts.get(i)).putLong(modules.get(i).content().length);
      info.putLong(at + stringsAt + string(strings, modules.get(i).commandLine())).putLong(0);
    }
    for (MemoryMap.Range range : map) {
      info.putLong(range.base()).putLong(range.length()).putInt(range.type()).putInt(0);
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
