package ringside.emulator.machine.boot;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.machine.Machine;

/** Puts things into a machine's memory, and its processor into 32-bit protected mode. */
final class Placement {
  private static final int CODE_32 = 0xC09B;
  private static final int CODE_64 = 0xA09B;
  private static final int DATA = 0xC093;
  private static final long TABLES = 0x1000;
  private static final long PRESENT_WRITABLE = 3;
  private static final long LARGE = 1 << 7;
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

  /** Makes sure that a kernel has room to unpack itself. */
  void reserve(long physical, long size) {
    require(physical, size);
  }

  private void require(long physical, long size) {
    if (!machine.memory().holds(physical, size)) {
      throw new BootFailure(
          "%d KiB at 0x%x do not fit into %d MiB of memory"
              .formatted(size + 1023 >> 10, physical, machine.memory().size() >> 20));
    }
  }

  /**
   * 64-bit mode, the first 4 GiB mapped to themselves by pages of 2 MiB; the tables are at 1000h.
   */
  void longMode(long entry) {
    protectedMode(entry, 0x08, 0x10);
    long pml4 = TABLES;
    long pdpt = pml4 + PAGE;
    machine.memory().store(pml4, 8, pdpt | PRESENT_WRITABLE);
    for (int gigabyte = 0; gigabyte < 4; gigabyte++) {
      long directory = pdpt + PAGE + gigabyte * PAGE;
      machine.memory().store(pdpt + gigabyte * 8L, 8, directory | PRESENT_WRITABLE);
      for (int i = 0; i < 512; i++) {
        long page = (gigabyte * 512L + i) << 21;
        machine.memory().store(directory + i * 8L, 8, page | LARGE | PRESENT_WRITABLE);
      }
    }
    LogicalProcessor cpu = machine.cpu();
    cpu.segment(LogicalProcessor.CS).set(0x08, 0, 0xFFFF_FFFFL, CODE_64);
    long cr0 = ControlRegisters.CR0_PE | ControlRegisters.CR0_ET | ControlRegisters.CR0_PG;
    long efer = ControlRegisters.EFER_LME | ControlRegisters.EFER_LMA;
    cpu.control().load(new ControlRegisters.Saved(cr0, 0, pml4, ControlRegisters.CR4_PAE, 0, efer));
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
