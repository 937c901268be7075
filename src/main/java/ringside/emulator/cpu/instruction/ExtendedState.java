package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.X87;
import ringside.emulator.cpu.XsaveArea;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Saving and restoring the x87, MMX and SSE state (SDM, "FXSAVE", "XSAVE", "XRSTOR" and "Managing
 * State Using the XSAVE Feature Set"), and the words that control it.
 */
public final class ExtendedState {
  private static final long X87 = ControlRegisters.XCR0_X87;
  private static final long SSE = ControlRegisters.XCR0_SSE;
  private static final long PKRU = ControlRegisters.XCR0_PKRU;
  private static final long COMPACT = 1L << 63;

  private ExtendedState() {}

  /** Leaves the MMX state: all registers are empty for the x87 FPU. */
  @Instruction("NP 0F 77  EMMS   cpuid=MMX")
  public static void emms(LogicalProcessor cpu) {
    X87 fpu = PackedOperands.mmx(cpu);
    fpu.enterMmx();
    fpu.setAbridgedTags(0);
  }

  /** Loads MXCSR. */
  @Instruction("NP 0F AE /2 m:  LDMXCSR  Md   cpuid=SSE")
  public static void ldmxcsr(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long value = cpu.operand(instruction, 0);
    if ((value & ~Sse.MXCSR_MASK) != 0) {
      throw cpu.fault(Vector.GP);
    }
    unit.setMxcsr((int) value);
  }

  /** Stores MXCSR. */
  @Instruction("NP 0F AE /3 m:  STMXCSR  Md   cpuid=SSE")
  public static void stmxcsr(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.setOperand(instruction, 0, PackedOperands.sse(cpu).mxcsr());
  }

  /** Stores the x87 and SSE state, without waiting for x87 exceptions. */
  @Instruction(
      """
      NP 0F AE /0 m:        FXSAVE    M   cpuid=FXSR
      NP REX.W 0F AE /0 m:  FXSAVE64  M   cpuid=FXSR o64
      """)
  public static void fxsave(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = legacyArea(cpu, instruction);
    area.checkStore(XsaveArea.LEGACY_SIZE);
    area.storeX87();
    area.storeMxcsr();
    area.storeXmm();
  }

  /** Loads the x87 and SSE state. */
  @Instruction(
      """
      NP 0F AE /1 m:        FXRSTOR    M   cpuid=FXSR
      NP REX.W 0F AE /1 m:  FXRSTOR64  M   cpuid=FXSR o64
      """)
  public static void fxrstor(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = legacyArea(cpu, instruction);
    area.checkLoad(XsaveArea.LEGACY_SIZE);
    area.loadMxcsr();
    area.loadX87();
    area.loadXmm();
  }

  private static XsaveArea legacyArea(LogicalProcessor cpu, DecodedInstruction instruction) {
    long cr0 = cpu.control().cr0();
    if ((cr0 & ControlRegisters.CR0_EM) != 0) {
      throw cpu.fault(Vector.UD);
    }
    if ((cr0 & ControlRegisters.CR0_TS) != 0) {
      throw cpu.fault(Vector.NM);
    }
    return new XsaveArea(cpu, instruction, 16);
  }

  // ---- XSAVE -----------------------------------------------------------------------------------

  private static XsaveArea area(LogicalProcessor cpu, DecodedInstruction instruction) {
    requireXsave(cpu);
    if ((cpu.control().cr0() & ControlRegisters.CR0_TS) != 0) {
      throw cpu.fault(Vector.NM);
    }
    return new XsaveArea(cpu, instruction, 64);
  }

  private static void requireXsave(LogicalProcessor cpu) {
    if (!cpu.control().has4(ControlRegisters.CR4_OSXSAVE)) {
      throw cpu.fault(Vector.UD);
    }
  }

  /** RFBM: the state components that EDX:EAX asks for and XCR0 enables. */
  private static long requested(LogicalProcessor cpu) {
    return (cpu.register(RDX, 4) << 32 | cpu.register(RAX, 4)) & cpu.control().xcr0();
  }

  /** XINUSE: the state components that are not in their initial configuration. */
  private static long inUse(LogicalProcessor cpu) {
    return (cpu.x87().isInitial() ? 0 : X87)
        | (cpu.sse().isInitial() ? 0 : SSE)
        | (cpu.control().pkru() == 0 ? 0 : PKRU);
  }

  /** Stores the requested components. */
  @Instruction(
      """
      NP 0F AE /4 m:        XSAVE    M   cpuid=XSAVE
      NP REX.W 0F AE /4 m:  XSAVE64  M   cpuid=XSAVE o64
      """)
  public static void xsave(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = area(cpu, instruction);
    long requested = requested(cpu);
    area.checkStore(XsaveArea.SIZE);
    store(cpu, area, requested, requested);
  }

  /** Stores those of the requested components that are in use. */
  @Instruction(
      """
      NP 0F AE /6 m:        XSAVEOPT    M   cpuid=XSAVEOPT
      NP REX.W 0F AE /6 m:  XSAVEOPT64  M   cpuid=XSAVEOPT o64
      """)
  public static void xsaveopt(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = area(cpu, instruction);
    long requested = requested(cpu);
    area.checkStore(XsaveArea.SIZE);
    store(cpu, area, requested, requested & inUse(cpu));
  }

  private static void store(LogicalProcessor cpu, XsaveArea area, long requested, long stored) {
    storeComponents(area, stored, false);
    if ((requested & SSE) != 0) {
      area.storeMxcsr();
    }
    area.setPresent(area.present() & ~requested | inUse(cpu) & requested);
  }

  private static void storeComponents(XsaveArea area, long stored, boolean compact) {
    if ((stored & PKRU) != 0) {
      area.storePkru(compact);
    }
    if ((stored & X87) != 0) {
      area.storeX87();
    }
    if ((stored & SSE) != 0) {
      area.storeXmm();
    }
  }

  /** Stores those of the requested components that are in use, and says that they are compacted. */
  @Instruction(
      """
      NP 0F C7 /4 m:        XSAVEC    M   cpuid=XSAVEC
      NP REX.W 0F C7 /4 m:  XSAVEC64  M   cpuid=XSAVEC o64
      """)
  public static void xsavec(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = area(cpu, instruction);
    long requested = requested(cpu);
    long mxcsrInUse = cpu.sse().mxcsr() == Sse.MXCSR_RESET ? 0 : SSE;
    long stored = requested & (inUse(cpu) | mxcsrInUse);
    area.checkStore(XsaveArea.SIZE);
    storeComponents(area, stored, true);
    if ((stored & SSE) != 0) {
      area.storeMxcsr();
    }
    area.setPresent(stored);
    area.setCompaction(requested | COMPACT);
  }

  /** Loads the requested components; those that are not present become initial. */
  @Instruction(
      """
      NP 0F AE /5 m:        XRSTOR    M   cpuid=XSAVE
      NP REX.W 0F AE /5 m:  XRSTOR64  M   cpuid=XSAVE o64
      """)
  public static void xrstor(LogicalProcessor cpu, DecodedInstruction instruction) {
    XsaveArea area = area(cpu, instruction);
    area.checkLoad(XsaveArea.SIZE);
    long requested = requested(cpu);
    long present = area.present();
    boolean compact = checkHeader(cpu, area, present);
    if ((requested & PKRU) != 0) {
      cpu.control().setPkru((present & PKRU) != 0 ? area.pkru(compact) : 0);
    }
    if ((requested & SSE) != 0) {
      if (!compact || (present & SSE) != 0) {
        area.loadMxcsr();
      } else {
        cpu.sse().setMxcsr(Sse.MXCSR_RESET);
      }
      if ((present & SSE) != 0) {
        area.loadXmm();
      } else {
        area.clearXmm();
      }
    }
    if ((requested & X87) != 0) {
      if ((present & X87) != 0) {
        area.loadX87();
      } else {
        cpu.x87().reset();
      }
    }
  }

  /** Raises #GP for what the header may not say; tells whether the format is compacted. */
  private static boolean checkHeader(LogicalProcessor cpu, XsaveArea area, long present) {
    long compaction = area.compaction();
    long enabled = cpu.control().xcr0();
    boolean compact = compaction < 0 && cpu.model().has(CpuFeature.XSAVEC);
    boolean wrong =
        compact
            ? (compaction & ~COMPACT & ~enabled) != 0 || (present & ~compaction) != 0
            : compaction != 0;
    if (wrong || (present & ~enabled) != 0 || area.reservedHeaderSet(compact)) {
      throw cpu.fault(Vector.GP);
    }
    return compact;
  }

  /** Loads EDX:EAX with XCR0, or with ECX = 1 what of it is in use. */
  @Instruction("NP 0F 01 D0  XGETBV   cpuid=XSAVE")
  public static void xgetbv(LogicalProcessor cpu) {
    requireXsave(cpu);
    long index = cpu.register(RCX, 4);
    boolean usage = index == 1 && cpu.model().has(CpuFeature.XGETBV_ECX_1);
    if (index != 0 && !usage) {
      throw cpu.fault(Vector.GP);
    }
    long value = cpu.control().xcr0() & (usage ? inUse(cpu) : -1);
    cpu.setRegister(RAX, 4, value);
    cpu.setRegister(RDX, 4, value >>> 32);
  }

  /** Stores EDX:EAX in XCR0. */
  @Instruction("NP 0F 01 D1  XSETBV   cpuid=XSAVE vmx=XSETBV svm=XSETBV")
  public static void xsetbv(LogicalProcessor cpu) {
    requireXsave(cpu);
    if (cpu.cpl() != 0 || cpu.register(RCX, 4) != 0) {
      throw cpu.fault(Vector.GP);
    }
    cpu.control().writeXcr0(cpu.register(RDX, 4) << 32 | cpu.register(RAX, 4));
  }
}
