package ringside.emulator.machine.boot;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.machine.Machine;

/** Puts things into a machine's memory, and its processor into 32-bit protected mode. */
final class Placement {
  private static final int CODE_32 = 0xC09B;
  private static final int DATA = 0xC093;
  private static final long PAGE = 4096;

  private final Machine machine;

  Placement(Machine machine) {
    this.machine = machine;
  }

  static long pageUp(long address) {
    return address + PAGE - 1 & -PAGE;
  }

  void image(ElfImage image) {
    for (ElfImage.Segment segment : image.segments()) {
      require(segment.physical(), segment.size());
      machine.load(segment.physical(), segment.content());
    }
  }

  void put(long physical, byte[] content) {
    require(physical, content.length);
    machine.load(physical, content);
  }

  private void require(long physical, long size) {
    long memory = machine.memory().size();
    if (physical < 0 || size > memory || physical > memory - size) {
      throw new BootFailure(
          "%d KiB at 0x%x do not fit into %d MiB of memory"
              .formatted(size + 1023 >> 10, physical, memory >> 20));
    }
  }

  /** Flat segments, paging and interrupts off. */
  void protectedMode(long entry, int codeSelector, int dataSelector) {
    LogicalProcessor cpu = machine.cpu();
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      boolean code = i == LogicalProcessor.CS;
      cpu.segment(i)
          .set(code ? codeSelector : dataSelector, 0, 0xFFFF_FFFFL, code ? CODE_32 : DATA);
    }
    cpu.setGdtr(new TableRegister(0, 0));
    cpu.setIdtr(new TableRegister(0, 0));
    long cr0 = ControlRegisters.CR0_PE | ControlRegisters.CR0_ET;
    cpu.control().load(new ControlRegisters.Saved(cr0, 0, 0, 0, 0, 0));
    cpu.setRip(entry);
  }

  void register(int index, long value) {
    machine.cpu().setRegister(index, 8, value);
  }
}
