package ringside.emulator.machine;

import java.util.SplittableRandom;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;

/**
 * What fuzzed code finds around it: descriptors and gates of every kind, task state segments, page
 * tables with pages of all rights, and handlers that let it go on a byte after a fault.
 */
final class FuzzWorld {
  static final long MEMORY = 2 << 20;
  static final int CODE = 0x2_0000;
  static final int CODE_SIZE = 0x1000;
  static final int DATA = 0x3_0000;

  private static final int GDT = 0x1000;
  private static final int TSS = 0x2000;
  private static final int OTHER_TSS = 0x2200;
  private static final int TSS_16 = 0x2400;
  private static final int LDT = 0x2600;
  private static final int IDT = 0x3000;
  private static final int HANDLERS = 0x4000;
  private static final int HANDLER_SIZE = 64;
  private static final int REAL_HANDLER = 0x8000;
  private static final int HANDLERS_END = 0x9000;
  private static final int KERNEL_STACK = 0xC000;
  private static final int PAGE_TABLES = 0x1_0000;

  private static final int KERNEL_CODE_32 = 0x08;
  private static final int KERNEL_DATA = 0x10;
  private static final int KERNEL_CODE_64 = 0x18;
  private static final int CODE_16 = 0x20;
  private static final int CODE_32 = 0x28;
  private static final int USER_CODE_16 = 0x33;
  private static final int USER_CODE_32 = 0x3B;
  private static final int USER_DATA = 0x43;
  private static final int USER_CODE_64 = 0x4B;
  private static final int TASK = 0x50;

  private static final long PRESENT = 1;
  private static final long WRITABLE = 2;
  private static final long USER = 4;

  private final FuzzMode mode;
  private final Machine machine;
  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;

  FuzzWorld(FuzzMode mode, CpuModel model) {
    this.mode = mode;
    machine =
        new Machine(
            MachineConfiguration.of(model, Preset.REAL, 0).withMemory(MEMORY).withStack(DATA));
    cpu = machine.cpu();
    memory = machine.memory();
    descriptors();
    tasks();
    handlers();
    pageTables();
  }

  Machine machine() {
    return machine;
  }

  private void put(long address, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory.store(address + i, 1, bytes[i]);
    }
  }

  // Tables.

  private void descriptor(int selector, long base, long limit, int access, int flags) {
    long low =
        limit & 0xFFFF
            | (base & 0xFFFFFF) << 16
            | (long) access << 40
            | (limit >>> 16 & 0xF) << 48
            | (long) flags << 52
            | (base >>> 24) << 56;
    memory.store(GDT + (selector & ~7), 8, low);
  }

  private void gate(long at, int selector, long offset, int access) {
    memory.store(
        at,
        8,
        offset & 0xFFFF
            | (long) selector << 16
            | (long) access << 40
            | (offset >>> 16 & 0xFFFF) << 48);
  }

  private void descriptors() {
    descriptor(KERNEL_CODE_32, 0, 0xFFFFF, 0x9B, 0xC);
    descriptor(KERNEL_DATA, 0, 0xFFFFF, 0x93, 0xC);
    descriptor(KERNEL_CODE_64, 0, 0xFFFFF, 0x9B, 0xA);
    descriptor(CODE_16, CODE, 0xFFFF, 0x9B, 0);
    descriptor(CODE_32, CODE, 0xFFFFF, 0x9B, 0xC);
    descriptor(USER_CODE_16, CODE, 0xFFFF, 0xFB, 0);
    descriptor(USER_CODE_32, CODE, 0xFFFFF, 0xFB, 0xC);
    descriptor(USER_DATA, 0, 0xFFFFF, 0xF3, 0xC);
    descriptor(USER_CODE_64, 0, 0xFFFFF, 0xFB, 0xA);
    descriptor(TASK, TSS, 0x167, 0x8B, 0);
    descriptor(0x60, OTHER_TSS, 0x167, 0xE9, 0);
    descriptor(0x68, TSS_16, 0x67, 0xE1, 0);
    descriptor(0x70, LDT, 0x7F, 0xE2, 0);
    gate(GDT + 0x78, 0x60, 0, 0xE5);
    gate(GDT + 0x80, mode.isLong() ? KERNEL_CODE_64 : CODE_32, mode.isLong() ? CODE : 0, 0xEC);
    gate(GDT + 0x90, CODE_16, 0, 0xE4);
    descriptor(0x98, CODE, 0xFFFFF, 0xFF, 0xC);
    descriptor(0xA0, 0, 0x80, 0xF7, 0xC);
    descriptor(0xA8, 0, 0xFFFFF, 0x73, 0xC);
    memory.store(LDT + 8, 8, memory.load(GDT + (USER_DATA & ~7), 8));
  }

  private void tasks() {
    if (mode.isLong()) {
      for (int stack = 4; stack <= 20; stack += 8) {
        memory.store(TSS + stack, 8, KERNEL_STACK);
      }
      for (int ist = 36; ist < 92; ist += 8) {
        memory.store(TSS + ist, 8, KERNEL_STACK + 0x1000);
      }
      memory.store(TSS + 102, 2, 0x68);
    } else {
      task32(TSS, KERNEL_STACK);
      task32(OTHER_TSS, KERNEL_STACK + 0x1000);
      memory.store(TSS_16 + 2, 2, KERNEL_STACK);
      memory.store(TSS_16 + 4, 2, KERNEL_DATA);
      memory.store(TSS_16 + 14, 2, 0x100);
      memory.store(TSS_16 + 16, 2, 2);
      memory.store(TSS_16 + 26, 2, KERNEL_STACK + 0x1800);
      memory.store(TSS_16 + 34, 2, KERNEL_DATA);
      memory.store(TSS_16 + 36, 2, CODE_16);
      memory.store(TSS_16 + 38, 2, KERNEL_DATA);
      memory.store(TSS_16 + 40, 2, KERNEL_DATA);
    }
  }

  private void task32(int tss, int stack) {
    for (int level = 0; level < 3; level++) {
      memory.store(tss + 4 + level * 8, 4, stack);
      memory.store(tss + 8 + level * 8, 4, KERNEL_DATA + level);
    }
    memory.store(tss + 28, 4, PAGE_TABLES);
    memory.store(tss + 32, 4, 0x200);
    memory.store(tss + 36, 4, 2);
    memory.store(tss + 56, 4, KERNEL_STACK + 0x1800);
    for (int segment = 0; segment < 6; segment++) {
      memory.store(tss + 72 + segment * 4, 4, segment == 1 ? CODE_32 : KERNEL_DATA);
    }
    memory.store(tss + 102, 2, 0x68);
    memory.store(tss + 104 + 0xFF, 1, 0xFF);
  }

  /** Whether an address is in a handler, and not in fuzzed code. */
  static boolean isHandler(long linear) {
    return linear >= HANDLERS && linear < HANDLERS_END;
  }

  /** A fault goes on thirteen bytes later, and always within the code. */
  private void handlers() {
    put(REAL_HANDLER, 0x55, 0x89, 0xE5, 0x83, 0x46, 2, 13, 0x80, 0x66, 3, 0x0F, 0x5D, 0xCF);
    for (int vector = 0; vector < 256; vector++) {
      int handler = HANDLERS + vector * HANDLER_SIZE;
      boolean errorCode = vector == 8 || vector >= 10 && vector <= 14 || vector == 17;
      int dpl = vector % 3 == 0 ? 0x60 : 0;
      if (mode == FuzzMode.REAL) {
        memory.store(vector * 4, 4, REAL_HANDLER);
      } else if (mode.isLong()) {
        gate(IDT + vector * 16, KERNEL_CODE_64, handler, 0x8E | dpl);
        memory.store(IDT + vector * 16 + 4, 1, mode.cpl == 0 ? 1 : 0);
        handler64(handler, errorCode);
      } else if (vector == 0x81) {
        gate(IDT + vector * 8, 0x60, 0, 0xE5);
      } else {
        gate(IDT + vector * 8, KERNEL_CODE_32, handler, (vector == 0x84 ? 0x8F : 0x8E) | dpl);
        int at = errorCode ? append(handler, 0x83, 0xC4, 4) : handler;
        at = append(at, 0x83, 0x04, 0x24, 13);
        put(append(at, 0x81, 0x24, 0x24, 0xFF, 0x0F, 0, 0), 0xCF);
      }
    }
  }

  private void handler64(int handler, boolean errorCode) {
    int at = errorCode ? append(handler, 0x48, 0x83, 0xC4, 8) : handler;
    at = append(at, 0x83, 0x04, 0x24, 13);
    at = append(at, 0x48, 0x81, 0x24, 0x24, 0xFF, 0x0F, 0, 0);
    if (mode.bits == 64) {
      at = append(at, 0x80, 0x4C, 0x24, 2, 2);
    }
    put(at, 0x48, 0xCF);
  }

  private int append(int at, int... bytes) {
    put(at, bytes);
    return at + bytes.length;
  }

  private void pageTables() {
    int size = mode.paging == FuzzMode.Paging.BITS_32 ? 4 : 8;
    int table = PAGE_TABLES;
    int levels =
        switch (mode.paging) {
          case NONE -> 0;
          case BITS_32 -> 1;
          case PAE -> 2;
          case FOUR_LEVEL -> 3;
        };
    for (int level = 0; level < levels; level++) {
      boolean pdpt = mode.paging == FuzzMode.Paging.PAE && level == 0;
      memory.store(table, size, table + 0x1000 | PRESENT | (pdpt ? 0 : WRITABLE | USER));
      table += 0x1000;
    }
    for (int page = 0; levels > 0 && page < MEMORY >>> 12; page++) {
      long rights = PRESENT | WRITABLE | USER;
      switch (page) {
        case 0x40 -> rights = 0;
        case 0x41 -> rights = PRESENT | USER;
        case 0x42 -> rights = PRESENT | WRITABLE;
        case 0x43 -> rights |= size == 8 ? 1L << 63 : 0x100;
        case 0x44 -> rights |= size == 8 ? 1L << 51 : 0x80;
        default -> {}
      }
      memory.store(table + (long) page * size, size, (long) page << 12 | rights);
    }
  }

  // The state that code starts in.

  /** Puts the processor into the mode, with what may vary of it chosen by {@code random}. */
  void enter(SplittableRandom random) {
    cpu.setGdtr(new TableRegister(GDT, 0xFF));
    cpu.setIdtr(new TableRegister(mode == FuzzMode.REAL ? 0 : IDT, mode.isLong() ? 0xFFF : 0x7FF));
    if (mode != FuzzMode.REAL) {
      cpu.tr().set(TASK, TSS, 0x167, 0x8B);
      cpu.ldtr().set(0x70, LDT, 0x7F, 0x82);
    }
    segments();
    long flags = Rflags.FIXED | random.nextLong() & 0xCD5 | (random.nextInt(4) == 0 ? 0x3200 : 0);
    flags |= random.nextInt(16) == 0 ? Rflags.AC : 0;
    flags |= random.nextInt(64) == 0 ? Rflags.TF : 0;
    flags |= mode == FuzzMode.V86 ? Rflags.VM : 0;
    cpu.setRflags(flags, Rflags.DEFINED);
    loadControl(random);
    cpu.changePrivilege(0, mode.cpl, TraceEvent.Gate.IRET);
    cpu.setRip(mode.bits == 64 ? CODE : 0);
    registers(random);
  }

  private void segments() {
    boolean user = mode.cpl == 3;
    for (int index = LogicalProcessor.ES; index <= LogicalProcessor.GS; index++) {
      if (mode.is8086()) {
        int selector = index == LogicalProcessor.CS ? CODE >> 4 : DATA >> 4;
        cpu.segment(index).set(selector, selector << 4, 0xFFFF, user ? 0xF3 : 0x93);
      } else if (index == LogicalProcessor.CS) {
        codeSegment(user);
      } else {
        cpu.segment(index)
            .set(user ? USER_DATA : KERNEL_DATA, 0, 0xFFFF_FFFFL, user ? 0xC0F3 : 0xC093);
      }
    }
  }

  private void codeSegment(boolean user) {
    SegmentRegister code = cpu.segment(LogicalProcessor.CS);
    int access = user ? 0xFB : 0x9B;
    switch (mode.bits) {
      case 16 -> code.set(user ? USER_CODE_16 : CODE_16, CODE, 0xFFFF, access);
      case 32 -> code.set(user ? USER_CODE_32 : CODE_32, CODE, 0xFFFF_FFFFL, access | 0xC000);
      default -> code.set(user ? USER_CODE_64 : KERNEL_CODE_64, 0, 0xFFFF_FFFFL, access | 0xA000);
    }
  }

  private void loadControl(SplittableRandom random) {
    long cr0 = ControlRegisters.CR0_ET | ControlRegisters.CR0_NE | ControlRegisters.CR0_MP;
    cr0 |= mode == FuzzMode.REAL ? 0 : ControlRegisters.CR0_PE;
    cr0 |= mode.paging == FuzzMode.Paging.NONE ? 0 : ControlRegisters.CR0_PG;
    cr0 |= random.nextBoolean() ? ControlRegisters.CR0_WP : 0;
    cr0 |= random.nextBoolean() ? ControlRegisters.CR0_AM : 0;
    cr0 |= random.nextInt(32) == 0 ? ControlRegisters.CR0_TS : 0;
    long cr4 =
        ControlRegisters.CR4_OSFXSR
            | ControlRegisters.CR4_OSXMMEXCPT
            | ControlRegisters.CR4_OSXSAVE
            | ControlRegisters.CR4_FSGSBASE
            | ControlRegisters.CR4_PGE;
    cr4 |= random.nextBoolean() ? ControlRegisters.CR4_VME | ControlRegisters.CR4_PVI : 0;
    cr4 |= random.nextBoolean() ? ControlRegisters.CR4_UMIP | ControlRegisters.CR4_PSE : 0;
    boolean pae = mode.paging == FuzzMode.Paging.PAE || mode.isLong();
    cr4 |= pae ? ControlRegisters.CR4_PAE : 0;
    boolean vmx = cpu.model().has(CpuFeature.VMX) && random.nextBoolean();
    cr4 |= vmx ? ControlRegisters.CR4_VMXE : 0;
    long efer = ControlRegisters.EFER_SCE | ControlRegisters.EFER_NXE;
    efer |= mode.isLong() ? ControlRegisters.EFER_LME | ControlRegisters.EFER_LMA : 0;
    boolean svm = cpu.model().has(CpuFeature.SVM) && random.nextBoolean();
    efer |= svm ? ControlRegisters.EFER_SVME : 0;
    cpu.control().load(new ControlRegisters.Saved(cr0, 0, PAGE_TABLES, cr4, 0, efer));
    if (mode.paging == FuzzMode.Paging.PAE) {
      cpu.translation().controls().setPdpte(0, memory.load(PAGE_TABLES, 8));
    }
  }

  private void registers(SplittableRandom random) {
    for (int register = 0; register < 16; register++) {
      cpu.setRegister(register, 8, value(random));
    }
    cpu.setRegister(LogicalProcessor.RSP, 8, mode.is8086() ? 0xE000 : DATA + 0x8000);
    for (int register = 0; register < 16; register++) {
      cpu.sse().set(register, random.nextLong(), value(random));
    }
  }

  /** Numbers that instructions like: addresses of everything, small ones, boundaries, any. */
  private static long value(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(64);
      case 2 -> -random.nextInt(64);
      case 3 -> 1L << random.nextInt(64);
      case 4 -> 0x3_FFF8 + random.nextInt(0x6000);
      case 5 -> random.nextInt(0x20) * 8L;
      default -> DATA + random.nextInt(0x1000) * 8L;
    };
  }
}
