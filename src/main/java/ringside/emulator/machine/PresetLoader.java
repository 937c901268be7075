package ringside.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.vmx.Vmx;

/** Puts a machine into the state of its {@link Preset}. */
final class PresetLoader {
  private static final int TSS_LIMIT = 0x67;
  private static final int TSS_IO_MAP_BASE = 102;
  private static final long CR0 =
      ControlRegisters.CR0_PE
          | ControlRegisters.CR0_ET
          | ControlRegisters.CR0_NE
          | ControlRegisters.CR0_WP;

  // Descriptors with base 0 and limit 4 GiB, accessed.
  private static final long CODE_32 = 0x00CF_9B00_0000_FFFFL;
  private static final long CODE_64 = 0x00AF_9B00_0000_FFFFL;
  private static final long DATA = 0x00CF_9300_0000_FFFFL;
  private static final long TSS = 0x0000_8B00_0000_0000L | Preset.TSS << 16 | TSS_LIMIT;

  private static final long[] GDT_32 = {
    0, CODE_32, DATA, dpl(CODE_32, 1), dpl(DATA, 1), dpl(CODE_32, 3), dpl(DATA, 3), TSS
  };
  private static final long[] GDT_64 = {
    0, CODE_64, DATA, dpl(CODE_32, 3), dpl(DATA, 3), dpl(CODE_64, 3), TSS, 0
  };
  private static final int TSS_SELECTOR_32 = 0x38;
  private static final int TSS_SELECTOR_64 = 0x30;
  private static final int CODE_SELECTOR = 0x08;
  private static final int DATA_SELECTOR = 0x10;

  private final MachineConfiguration configuration;
  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;

  private PresetLoader(
      MachineConfiguration configuration, LogicalProcessor cpu, PhysicalMemory memory) {
    this.configuration = configuration;
    this.cpu = cpu;
    this.memory = memory;
  }

  static void load(
      MachineConfiguration configuration, LogicalProcessor cpu, PhysicalMemory memory) {
    new PresetLoader(configuration, cpu, memory).load();
  }

  private static long dpl(long descriptor, int level) {
    return descriptor | (long) level << 45;
  }

  private void load() {
    cpu.setRegister(LogicalProcessor.RDX, 8, 0);
    switch (configuration.preset()) {
      case REAL -> real();
      case PM32 -> protectedMode(CR0, 0);
      case PM32PG ->
          protectedMode(CR0 | ControlRegisters.CR0_PG, PageTables.bits32(memory, mapped(4 << 20)));
      case LM64, LM64SVM -> longMode();
      case LM64VMX -> {
        longMode();
        allowVmx();
      }
    }
    cpu.setRip(configuration.entry());
    cpu.setRegister(LogicalProcessor.RSP, 8, configuration.stack());
  }

  private void real() {
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      SegmentRegister segment = cpu.segment(i);
      segment.set(0, 0, 0xFFFF, segment.access());
    }
    cpu.control().load(new ControlRegisters.Saved(ControlRegisters.CR0_ET, 0, 0, 0, 0, 0));
  }

  private void protectedMode(long cr0, long cr3) {
    descriptorTable(GDT_32, TSS_SELECTOR_32);
    segments(GDT_32);
    cpu.control().load(new ControlRegisters.Saved(cr0, 0, cr3, 0, 0, 0));
  }

  private void longMode() {
    descriptorTable(GDT_64, TSS_SELECTOR_64);
    segments(GDT_64);
    long root = PageTables.fourLevel(memory, mapped(memory.end()));
    cpu.control()
        .load(
            new ControlRegisters.Saved(
                CR0 | ControlRegisters.CR0_PG,
                0,
                root,
                ControlRegisters.CR4_PAE,
                0,
                ControlRegisters.EFER_LME | ControlRegisters.EFER_LMA));
  }

  /** What firmware does: software can neither take VMX away nor, without this, use it. */
  private void allowVmx() {
    if (cpu.virtualization() instanceof Vmx vmx) {
      vmx.allow();
    }
  }

  private void descriptorTable(long[] gdt, int tssSelector) {
    for (int i = 0; i < gdt.length; i++) {
      memory.store(Preset.GDT + i * 8L, 8, gdt[i]);
    }
    memory.store(Preset.TSS + TSS_IO_MAP_BASE, 2, TSS_LIMIT + 1);
    cpu.setGdtr(new TableRegister(Preset.GDT, gdt.length * 8 - 1));
    cpu.setIdtr(new TableRegister(0, 0));
    cpu.tr().set(tssSelector, Preset.TSS, TSS_LIMIT, (int) (TSS >>> 40) & 0xF0FF);
    cpu.ldtr().set(0, 0, 0, SegmentRegister.UNUSABLE);
  }

  private void segments(long[] gdt) {
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      if (i == LogicalProcessor.CS) {
        flat(i, CODE_SELECTOR, gdt[1]);
      } else if (i == LogicalProcessor.SS || i <= LogicalProcessor.DS) {
        flat(i, DATA_SELECTOR, gdt[2]);
      } else {
        cpu.segment(i).set(0, 0, 0, SegmentRegister.UNUSABLE);
      }
    }
  }

  private void flat(int index, int selector, long descriptor) {
    cpu.segment(index).set(selector, 0, 0xFFFF_FFFFL, (int) (descriptor >>> 40) & 0xF0FF);
  }

  /**
   * What is mapped: supervisor pages from 0 to {@code end}, under the ranges of the configuration.
   */
  private List<AccessRange> mapped(long end) {
    List<AccessRange> all = new ArrayList<>(configuration.ranges());
    all.add(new AccessRange(0, end, false, true));
    return all;
  }
}
