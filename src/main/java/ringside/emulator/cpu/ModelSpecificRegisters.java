package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;

import ringside.emulator.trace.TraceEvent;

/**
 * The model-specific registers (SDM, "Architectural MSRs"). An index that the model does not have,
 * and a bit that it reserves, raise #GP(0).
 */
public final class ModelSpecificRegisters {
  public static final int IA32_TIME_STAMP_COUNTER = 0x10;
  public static final int IA32_PLATFORM_ID = 0x17;
  public static final int IA32_APIC_BASE = 0x1B;
  public static final int IA32_FEATURE_CONTROL = 0x3A;
  public static final int IA32_TSC_ADJUST = 0x3B;
  public static final int IA32_TSC_DEADLINE = 0x6E0;
  public static final int IA32_BIOS_SIGN_ID = 0x8B;
  public static final int IA32_SYSENTER_CS = 0x174;
  public static final int IA32_SYSENTER_ESP = 0x175;
  public static final int IA32_SYSENTER_EIP = 0x176;

  /** Package C-states: there are none, and the BIOS has locked that. */
  private static final int MSR_PKG_CST_CONFIG_CONTROL = 0xE2;

  private static final long CFG_LOCK = 1 << 15;

  /** C1E and the like: nothing is remembered. */
  private static final int MSR_POWER_CTL = 0x1FC;

  /** Machine-check banks: there are none. */
  public static final int IA32_MCG_CAP = 0x179;

  public static final int IA32_MCG_STATUS = 0x17A;
  public static final int IA32_MISC_ENABLE = 0x1A0;
  public static final int IA32_PAT = 0x277;
  public static final int IA32_EFER = 0xC000_0080;
  public static final int IA32_STAR = 0xC000_0081;
  public static final int IA32_LSTAR = 0xC000_0082;
  public static final int IA32_CSTAR = 0xC000_0083;
  public static final int IA32_FMASK = 0xC000_0084;
  public static final int IA32_FS_BASE = 0xC000_0100;
  public static final int IA32_GS_BASE = 0xC000_0101;
  public static final int IA32_KERNEL_GS_BASE = 0xC000_0102;
  public static final int IA32_TSC_AUX = 0xC000_0103;

  /** The registers of a local APIC in x2APIC mode. */
  private static final int X2APIC = 0x800;

  private static final int X2APIC_LAST = 0x8FF;
  private static final long APIC_BASE_FLAGS = 0xD00;

  private static final long PAT_AFTER_RESET = 0x0007_0406_0007_0406L;

  // IA32_MISC_ENABLE.
  static final long MISC_MONITOR = 1 << 18;
  static final long MISC_LIMIT_CPUID = 1 << 22;
  static final long MISC_XD_DISABLE = 1L << 34;

  /** Fast strings, thermal control, SpeedStep, xTPR: they are remembered, and change nothing. */
  private static final long MISC_HINTS = 1 | 1 << 3 | 1 << 16 | 1 << 23;

  /** There is no performance monitoring, branch trace storage or precise sampling. */
  private static final long MISC_READ_ONLY = 1 << 7 | 1 << 11 | 1 << 12;

  private static final long MISC_WRITABLE =
      MISC_HINTS | MISC_MONITOR | MISC_LIMIT_CPUID | MISC_XD_DISABLE;

  static final long MISC_AFTER_RESET = 1 | 1 << 11 | 1 << 12 | MISC_MONITOR;

  private final LogicalProcessor cpu;
  private final MemoryTypeRanges memoryTypes;
  private Saved state = new Saved(0, 0, 0, 0, 0, 0, 0, 0, 0, PAT_AFTER_RESET, 0, MISC_AFTER_RESET);

  /** The registers whose value is here; the others are views of something else. */
  public record Saved(
      long sysenterCs,
      long sysenterEsp,
      long sysenterEip,
      long star,
      long lstar,
      long cstar,
      long fmask,
      long kernelGsBase,
      long tscAux,
      long pat,
      long tscOffset,
      long miscEnable) {}

  ModelSpecificRegisters(LogicalProcessor cpu) {
    this.cpu = cpu;
    memoryTypes = new MemoryTypeRanges(cpu);
  }

  /** RDMSR. */
  public long read(int index) {
    long value = value(index);
    cpu.emit(new TraceEvent.ModelSpecificRegister(index, false, value, value));
    return value;
  }

  /**
   * The value of a register, for a look that nobody is told of.
   *
   * @throws ProcessorFault #GP(0) if the model does not have it
   */
  public long value(int index) {
    if (isLocalApic(index)) {
      return apicValue(index);
    }
    return switch (index) {
      case IA32_TIME_STAMP_COUNTER -> timeStampCounter();
      case IA32_TSC_ADJUST -> require(CpuFeature.TSC_ADJUST, state.tscOffset);
      case IA32_SYSENTER_CS -> state.sysenterCs;
      case IA32_SYSENTER_ESP -> state.sysenterEsp;
      case IA32_SYSENTER_EIP -> state.sysenterEip;
      case IA32_PAT -> state.pat;
      case IA32_EFER -> cpu.control().efer();
      case IA32_STAR -> state.star;
      case IA32_LSTAR -> state.lstar;
      case IA32_CSTAR -> state.cstar;
      case IA32_FMASK -> state.fmask;
      case IA32_FS_BASE -> cpu.segment(FS).base();
      case IA32_GS_BASE -> cpu.segment(GS).base();
      case IA32_KERNEL_GS_BASE -> state.kernelGsBase;
      case IA32_TSC_AUX -> require(CpuFeature.RDTSCP, state.tscAux);
      case IA32_BIOS_SIGN_ID -> 0;
      case IA32_MCG_CAP, IA32_MCG_STATUS -> require(CpuFeature.MCA, 0);
      case IA32_PLATFORM_ID -> requireIntel(0);
      case MSR_PKG_CST_CONFIG_CONTROL -> requireIntel(require(CpuFeature.MONITOR, CFG_LOCK));
      case MSR_POWER_CTL -> requireIntel(require(CpuFeature.MONITOR, 0));
      case IA32_MISC_ENABLE -> requireIntel(state.miscEnable);
      default -> {
        if (memoryTypes.has(index)) {
          yield memoryTypes.read(index);
        }
        if (cpu.branches().hasMsr(index)) {
          yield cpu.branches().read(index);
        }
        Virtualization virtualization = cpu.virtualization();
        if (virtualization == null || !virtualization.hasMsr(index)) {
          throw cpu.fault(Vector.GP);
        }
        yield virtualization.readMsr(index);
      }
    };
  }

  /** WRMSR. */
  public void write(int index, long value) {
    if (isLocalApic(index)) {
      writeApic(index, value);
      return;
    }
    long before = value(index);
    Virtualization virtualization = cpu.virtualization();
    if (virtualization != null && virtualization.hasMsr(index)) {
      virtualization.writeMsr(index, value);
      cpu.emit(new TraceEvent.ModelSpecificRegister(index, true, before, value(index)));
      return;
    }
    if (memoryTypes.has(index)) {
      memoryTypes.write(index, value);
      cpu.emit(new TraceEvent.ModelSpecificRegister(index, true, before, value));
      return;
    }
    if (cpu.branches().hasMsr(index)) {
      cpu.branches().write(index, value);
      cpu.emit(new TraceEvent.ModelSpecificRegister(index, true, before, value));
      return;
    }
    switch (index) {
      case IA32_EFER -> cpu.control().writeEfer(value);
      case IA32_FS_BASE -> cpu.segmentation().setBase(FS, canonical(value));
      case IA32_GS_BASE -> cpu.segmentation().setBase(GS, canonical(value));
      default -> state = changed(index, value);
    }
    cpu.emit(new TraceEvent.ModelSpecificRegister(index, true, before, value(index)));
  }

  /** SWAPGS: exchanges the base of GS with IA32_KERNEL_GS_BASE. */
  public void swapGs() {
    long before = cpu.segment(GS).base();
    long after = state.kernelGsBase;
    state = with(IA32_KERNEL_GS_BASE, before);
    cpu.segmentation().setBase(GS, after);
    cpu.emit(new TraceEvent.SwapGs(before, after));
  }

  /** Virtual time plus what software added. */
  public long timeStampCounter() {
    Virtualization guest = cpu.guest();
    long value = hostTimeStampCounter();
    return guest == null ? value : guest.timeStampCounter(value);
  }

  /** The same without what a hypervisor adds for its guest. */
  public long hostTimeStampCounter() {
    return cpu.runState().now() + state.tscOffset;
  }

  // The local APIC.

  private static boolean isLocalApic(int index) {
    return index >= X2APIC && index <= X2APIC_LAST
        || index == IA32_APIC_BASE
        || index == IA32_TSC_DEADLINE;
  }

  private LocalApicAccess apic() {
    LocalApicAccess apic = cpu.apic();
    if (apic == null) {
      throw cpu.fault(Vector.GP);
    }
    return apic;
  }

  private long apicValue(int index) {
    return switch (index) {
      case IA32_APIC_BASE -> apic().base();
      case IA32_TSC_DEADLINE -> require(CpuFeature.TSC_DEADLINE, apic().deadline());
      default -> apic().read(index - X2APIC).orElseThrow(() -> cpu.fault(Vector.GP));
    };
  }

  private void writeApic(int index, long value) {
    LocalApicAccess apic = apic();
    boolean valid =
        switch (index) {
          case IA32_APIC_BASE -> apic.setBase(apicBase(value));
          case IA32_TSC_DEADLINE -> {
            long armed = require(CpuFeature.TSC_DEADLINE, value);
            apic.setDeadline(armed, armed - hostTimeStampCounter());
            yield true;
          }
          default -> apic.write(index - X2APIC, value);
        };
    if (!valid) {
      throw cpu.fault(Vector.GP);
    }
    cpu.emit(new TraceEvent.ModelSpecificRegister(index, true, value, value));
    cpu.runState().leaveRun();
  }

  private long apicBase(long value) {
    long flags =
        cpu.model().has(CpuFeature.X2APIC) ? APIC_BASE_FLAGS : APIC_BASE_FLAGS & ~(1 << 10);
    long address = (1L << cpu.model().physicalAddressBits()) - 1 & -4096L;
    if ((value & ~(flags | address)) != 0) {
      throw cpu.fault(Vector.GP);
    }
    return value;
  }

  private Saved changed(int index, long value) {
    return switch (index) {
      case IA32_TIME_STAMP_COUNTER -> with(index, value - cpu.runState().now());
      case IA32_TSC_ADJUST -> with(IA32_TIME_STAMP_COUNTER, value);
      case IA32_SYSENTER_CS -> with(index, value & 0xFFFF_FFFFL);
      case IA32_SYSENTER_ESP, IA32_SYSENTER_EIP, IA32_LSTAR, IA32_CSTAR, IA32_KERNEL_GS_BASE ->
          with(index, canonical(value));
      case IA32_STAR -> with(index, value);
      case IA32_FMASK, IA32_TSC_AUX -> with(index, doubleword(value));
      case IA32_PAT -> with(index, pageAttributes(value));
      case IA32_MISC_ENABLE -> with(index, miscEnable(value));
      case IA32_BIOS_SIGN_ID, IA32_MCG_STATUS, MSR_POWER_CTL -> state;
      default -> throw cpu.fault(Vector.GP);
    };
  }

  private Saved with(int index, long value) {
    Saved s = state;
    return new Saved(
        index == IA32_SYSENTER_CS ? value : s.sysenterCs,
        index == IA32_SYSENTER_ESP ? value : s.sysenterEsp,
        index == IA32_SYSENTER_EIP ? value : s.sysenterEip,
        index == IA32_STAR ? value : s.star,
        index == IA32_LSTAR ? value : s.lstar,
        index == IA32_CSTAR ? value : s.cstar,
        index == IA32_FMASK ? value : s.fmask,
        index == IA32_KERNEL_GS_BASE ? value : s.kernelGsBase,
        index == IA32_TSC_AUX ? value : s.tscAux,
        index == IA32_PAT ? value : s.pat,
        index == IA32_TIME_STAMP_COUNTER ? value : s.tscOffset,
        index == IA32_MISC_ENABLE ? value : s.miscEnable);
  }

  private long miscEnable(long value) {
    if ((value & ~(MISC_WRITABLE | MISC_READ_ONLY)) != 0) {
      throw cpu.fault(Vector.GP);
    }
    return value & MISC_WRITABLE | MISC_AFTER_RESET & MISC_READ_ONLY;
  }

  /** Whether software has left a bit of IA32_MISC_ENABLE set; there is none but on Intel. */
  boolean enables(long bit) {
    return (state.miscEnable & bit) != 0;
  }

  /** Whether MONITOR and MWAIT are enabled. */
  public boolean enablesMonitor() {
    return enables(MISC_MONITOR);
  }

  private long canonical(long value) {
    cpu.requireCanonical(value);
    return value;
  }

  private long doubleword(long value) {
    if (value >>> 32 != 0) {
      throw cpu.fault(Vector.GP);
    }
    return value;
  }

  /** Each byte of the PAT is a memory type: 0, 1, 4, 5, 6 or 7. */
  private long pageAttributes(long value) {
    for (int i = 0; i < 8; i++) {
      long type = value >>> i * 8 & 0xFF;
      if (type > 7 || type == 2 || type == 3) {
        throw cpu.fault(Vector.GP);
      }
    }
    return value;
  }

  private long require(CpuFeature feature, long value) {
    if (!cpu.model().has(feature)) {
      throw cpu.fault(Vector.GP);
    }
    return value;
  }

  private long requireIntel(long value) {
    if (cpu.model().vendor() != CpuModel.Vendor.INTEL) {
      throw cpu.fault(Vector.GP);
    }
    return value;
  }

  /** IA32_SYSENTER_CS, ESP and EIP without checks and events: VM entry and exit. */
  public void loadSysenter(long selector, long stackPointer, long target) {
    if (state.sysenterCs != selector) {
      state = with(IA32_SYSENTER_CS, selector);
    }
    if (state.sysenterEsp != stackPointer) {
      state = with(IA32_SYSENTER_ESP, stackPointer);
    }
    if (state.sysenterEip != target) {
      state = with(IA32_SYSENTER_EIP, target);
    }
  }

  /** IA32_PAT without checks and events, likewise. */
  public void loadPat(long value) {
    if (state.pat != value) {
      state = with(IA32_PAT, value);
    }
  }

  MemoryTypeRanges memoryTypes() {
    return memoryTypes;
  }

  /** The registers, for a snapshot. */
  public Saved save() {
    return state;
  }

  /** Sets everything without checks and events: machine presets and snapshots. */
  public void load(Saved saved) {
    state = saved;
  }
}
