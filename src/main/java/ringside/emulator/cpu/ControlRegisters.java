package ringside.emulator.cpu;

import ringside.emulator.paging.PagingControls;
import ringside.emulator.paging.PagingMode;
import ringside.emulator.trace.TraceEvent;

/**
 * CR0, CR2, CR3, CR4, CR8 and EFER: what may be written to them, and what a write does (SDM,
 * "Control Registers", "MOV—Move to/from Control Registers").
 */
public final class ControlRegisters {
  public static final long CR0_PE = 1;
  public static final long CR0_MP = 1 << 1;
  public static final long CR0_EM = 1 << 2;
  public static final long CR0_TS = 1 << 3;
  public static final long CR0_ET = 1 << 4;
  public static final long CR0_NE = 1 << 5;
  public static final long CR0_WP = 1 << 16;
  public static final long CR0_AM = 1 << 18;
  public static final long CR0_NW = 1 << 29;
  public static final long CR0_CD = 1 << 30;
  public static final long CR0_PG = 1L << 31;
  private static final long CR0_DEFINED =
      CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD
          | CR0_PG;

  public static final long CR4_VME = 1;
  public static final long CR4_PVI = 1 << 1;
  public static final long CR4_TSD = 1 << 2;
  public static final long CR4_DE = 1 << 3;
  public static final long CR4_PSE = 1 << 4;
  public static final long CR4_PAE = 1 << 5;
  public static final long CR4_MCE = 1 << 6;
  public static final long CR4_PGE = 1 << 7;
  public static final long CR4_PCE = 1 << 8;
  public static final long CR4_OSFXSR = 1 << 9;
  public static final long CR4_OSXMMEXCPT = 1 << 10;
  public static final long CR4_UMIP = 1 << 11;
  public static final long CR4_VMXE = 1 << 13;
  public static final long CR4_FSGSBASE = 1 << 16;
  public static final long CR4_PCIDE = 1 << 17;
  public static final long CR4_OSXSAVE = 1 << 18;
  public static final long CR4_SMEP = 1 << 20;
  public static final long CR4_SMAP = 1 << 21;
  public static final long CR4_PKE = 1 << 22;

  /** CR4 bits whose change drops all translations. */
  private static final long CR4_FLUSHING =
      CR4_PSE | CR4_PAE | CR4_PGE | CR4_PCIDE | CR4_SMEP | CR4_SMAP | CR4_PKE;

  private static final long PCID = 0xFFF;

  /** In the operand of MOV to CR3, with CR4.PCIDE: keep the translations of the new PCID. */
  private static final long KEEP_TRANSLATIONS = 1L << 63;

  public static final long EFER_SCE = 1;
  public static final long EFER_LME = 1 << 8;
  public static final long EFER_LMA = 1 << 10;
  public static final long EFER_NXE = 1 << 11;
  public static final long EFER_SVME = 1 << 12;

  /** State components that XSAVE manages. */
  public static final long XCR0_X87 = 1;

  public static final long XCR0_SSE = 1 << 1;
  public static final long XCR0_PKRU = 1 << 9;

  private final LogicalProcessor cpu;
  private long cr0 = CR0_ET;
  private long cr2;
  private long cr3;
  private long cr4;
  private long cr8;
  private long efer;
  private long xcr0 = XCR0_X87;
  private int pkru;
  private long requiredCr0;
  private long requiredCr4;
  private boolean svmAllowed = true;

  ControlRegisters(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  public long cr0() {
    return cr0;
  }

  public long cr2() {
    return cr2;
  }

  public void setCr2(long value) {
    cr2 = value;
  }

  public long cr3() {
    return cr3;
  }

  public long cr4() {
    return cr4;
  }

  /** The task priority. */
  public long cr8() {
    LocalApicAccess apic = cpu.apic();
    return apic == null ? cr8 : apic.taskPriority() >>> 4;
  }

  public long efer() {
    return efer;
  }

  /** The state components that software has enabled. */
  public long xcr0() {
    return xcr0;
  }

  /** XSETBV: #GP(0) unless x87 is enabled, and nothing that does not exist. */
  public void writeXcr0(long value) {
    if ((value & XCR0_X87) == 0 || (value & ~writableXcr0(cpu.model())) != 0) {
      throw cpu.fault(Vector.GP);
    }
    xcr0 = value;
  }

  /** The state components that a model has. */
  static long writableXcr0(CpuModel model) {
    return XCR0_X87 | XCR0_SSE | (model.has(CpuFeature.PKU) ? XCR0_PKRU : 0);
  }

  /** Rights by protection key: bit 2i disables accesses to pages of key i, 2i+1 writes. */
  public int pkru() {
    return pkru;
  }

  /** WRPKRU and XRSTOR; snapshots. */
  public void setPkru(int value) {
    if (pkru != value) {
      pkru = value;
      cpu.translation().controls().setPkru(value);
      cpu.translation().data().closeAll();
    }
  }

  /** Sets XCR0 without checks: snapshots. */
  void loadXcr0(long value) {
    xcr0 = value;
  }

  public boolean has4(long bit) {
    return (cr4 & bit) != 0;
  }

  /**
   * Whether CR4 lets the running program do something: at CPL 0 always, else if {@code bit} is
   * {@code when}.
   */
  public boolean permits(long bit, boolean when) {
    return cpu.cpl() == 0 || has4(bit) == when;
  }

  boolean checksAlignment() {
    return (cr0 & CR0_AM) != 0;
  }

  Mode mode(long flags, SegmentRegister cs) {
    if ((cr0 & CR0_PE) == 0) {
      return Mode.REAL;
    }
    if ((efer & EFER_LMA) != 0) {
      return cs.isLong() ? Mode.LONG : Mode.COMPATIBILITY;
    }
    return (flags & Rflags.VM) != 0 ? Mode.VIRTUAL_8086 : Mode.PROTECTED;
  }

  /**
   * Bits that a write may not clear (SDM, "Restrictions on VMX Operation"). They are not part of a
   * snapshot: who sets them derives them.
   */
  public void require(long cr0Bits, long cr4Bits) {
    requiredCr0 = cr0Bits;
    requiredCr4 = cr4Bits;
  }

  /** Whether EFER.SVME may be set (AMD APM, "VM_CR MSR"); derived, too. */
  public void allowSvm(boolean on) {
    svmAllowed = on;
  }

  /**
   * MOV to CR0, LMSW and CLTS.
   *
   * @throws ProcessorFault #GP(0) for a combination that the manual forbids
   */
  public void writeCr0(long value) {
    long before = cr0;
    long after = value & CR0_DEFINED | CR0_ET;
    boolean paging = (after & CR0_PG) != 0;
    if (value >>> 32 != 0
        || (value & requiredCr0) != requiredCr0
        || paging && (after & CR0_PE) == 0
        || (after & CR0_NW) != 0 && (after & CR0_CD) == 0) {
      throw cpu.fault(Vector.GP);
    }
    if (((before ^ after) & CR0_PG) != 0) {
      checkPagingSwitch(paging);
    }
    cr0 = after;
    if (((before ^ after) & CR0_PG) != 0) {
      if ((efer & EFER_LME) != 0) {
        efer = paging ? efer | EFER_LMA : efer & ~EFER_LMA;
      }
      configurePaging();
      cpu.emit(new TraceEvent.ControlRegister(0, before, after));
      cpu.translation().flush(true);
    } else {
      cpu.emit(new TraceEvent.ControlRegister(0, before, after));
    }
    cpu.translation().controls().setWriteProtect((cr0 & CR0_WP) != 0);
    cpu.translation().data().closeAll();
    cpu.refresh();
  }

  private void checkPagingSwitch(boolean paging) {
    boolean longMode = (efer & EFER_LME) != 0;
    boolean pae = (cr4 & CR4_PAE) != 0;
    if (paging
        ? longMode && (!pae || cpu.segment(LogicalProcessor.CS).isLong())
        : cpu.mode() == Mode.LONG || has4(CR4_PCIDE)) {
      throw cpu.fault(Vector.GP);
    }
    if (paging && pae && !longMode) {
      loadPdptes(cr3);
    }
  }

  /**
   * MOV to CR3, and the CR3 load of a task switch. The TLB holds the translations of one PCID, so
   * that they are kept only where the PCID stays as it is.
   */
  public void writeCr3(long operand) {
    long before = cr3;
    boolean pcids = has4(CR4_PCIDE);
    long value = pcids ? operand & ~KEEP_TRANSLATIONS : operand;
    if (cpu.mode().ia32e()) {
      if (value >>> cpu.model().physicalAddressBits() != 0) {
        throw cpu.fault(Vector.GP);
      }
    } else if (cpu.translation().controls().mode() == PagingMode.PAE) {
      loadPdptes(value);
    }
    cr3 = value;
    cpu.translation().controls().setCr3(value);
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.ControlRegister(3, before, value));
    }
    boolean keeps = pcids && operand < 0 && (before & PCID) == (value & PCID);
    if (!keeps) {
      cpu.translation().flush(false);
    }
    cpu.runState().leaveBlock();
  }

  /** PAE paging keeps its first level in registers, and checks it when it is loaded. */
  private void loadPdptes(long root) {
    PagingControls controls = cpu.translation().controls();
    if (controls.pdptesInMemory()) {
      return;
    }
    long[] loaded = new long[4];
    for (int i = 0; i < 4; i++) {
      loaded[i] = cpu.linear().loadPhysical((root & 0xFFFF_FFE0L) + i * 8, 8);
      if ((loaded[i] & 1) != 0 && (loaded[i] & controls.reservedPdpteBits()) != 0) {
        throw cpu.fault(Vector.GP);
      }
    }
    for (int i = 0; i < 4; i++) {
      controls.setPdpte(i, loaded[i]);
    }
  }

  /** MOV to CR4. */
  public void writeCr4(long value) {
    long before = cr4;
    long changed = before ^ value;
    boolean leavesPae = (changed & before & CR4_PAE) != 0;
    if ((value & ~writableCr4()) != 0
        || (value & requiredCr4) != requiredCr4
        || leavesPae && (efer & EFER_LMA) != 0
        || (changed & value & CR4_PCIDE) != 0 && !mayEnablePcids()) {
      throw cpu.fault(Vector.GP);
    }
    boolean pae = (value & CR4_PAE) != 0 && (efer & EFER_LMA) == 0 && (cr0 & CR0_PG) != 0;
    if (pae && (changed & (CR4_PSE | CR4_PAE | CR4_PGE | CR4_SMEP)) != 0) {
      loadPdptes(cr3);
    }
    cr4 = value;
    configurePaging();
    cpu.emit(new TraceEvent.ControlRegister(4, before, value));
    if ((changed & CR4_FLUSHING) != 0) {
      cpu.translation().flush(true);
    }
    cpu.refresh();
  }

  private boolean mayEnablePcids() {
    return (efer & EFER_LMA) != 0 && (cr3 & PCID) == 0;
  }

  /** The process-context identifier that translations are made for; 0 without CR4.PCIDE. */
  public long pcid() {
    return has4(CR4_PCIDE) ? cr3 & PCID : 0;
  }

  /** Bits of CR4 that the model has. */
  public long writableCr4() {
    CpuModel model = cpu.model();
    return (model.has(CpuFeature.VME) ? CR4_VME | CR4_PVI : 0)
        | (model.has(CpuFeature.TSC) ? CR4_TSD : 0)
        | (model.has(CpuFeature.DE) ? CR4_DE : 0)
        | (model.has(CpuFeature.PSE) ? CR4_PSE : 0)
        | (model.has(CpuFeature.PAE) ? CR4_PAE : 0)
        | CR4_MCE
        | (model.has(CpuFeature.PGE) ? CR4_PGE : 0)
        | CR4_PCE
        | (model.has(CpuFeature.FXSR) ? CR4_OSFXSR : 0)
        | (model.has(CpuFeature.SSE) ? CR4_OSXMMEXCPT : 0)
        | (model.has(CpuFeature.VMX) ? CR4_VMXE : 0)
        | (model.has(CpuFeature.UMIP) ? CR4_UMIP : 0)
        | (model.has(CpuFeature.FSGSBASE) ? CR4_FSGSBASE : 0)
        | (model.has(CpuFeature.PCID) ? CR4_PCIDE : 0)
        | (model.has(CpuFeature.XSAVE) ? CR4_OSXSAVE : 0)
        | (model.has(CpuFeature.SMEP) ? CR4_SMEP : 0)
        | (model.has(CpuFeature.SMAP) ? CR4_SMAP : 0)
        | (model.has(CpuFeature.PKU) ? CR4_PKE : 0);
  }

  /** MOV to CR8. */
  public void writeCr8(long value) {
    if (value >>> 4 != 0) {
      throw cpu.fault(Vector.GP);
    }
    cpu.emit(new TraceEvent.ControlRegister(8, cr8(), value));
    cr8 = value;
    LocalApicAccess apic = cpu.apic();
    if (apic != null) {
      apic.setTaskPriority((int) value << 4);
    }
    cpu.runState().attend();
  }

  /** WRMSR to IA32_EFER: LMA is read-only, and LME frozen while paging is on. */
  void writeEfer(long value) {
    long writable = writableEfer() & (svmAllowed ? ~0 : ~EFER_SVME);
    boolean changesLme = ((value ^ efer) & EFER_LME) != 0;
    if ((value & ~(writable | EFER_LMA)) != 0 || changesLme && (cr0 & CR0_PG) != 0) {
      throw cpu.fault(Vector.GP);
    }
    efer = value & writable | efer & EFER_LMA;
    configurePaging();
    cpu.runState().leaveBlock();
  }

  /** Bits of EFER that the model has and software can write: all but LMA. */
  public long writableEfer() {
    CpuModel model = cpu.model();
    return (model.has(CpuFeature.SYSCALL) ? EFER_SCE : 0)
        | (model.has(CpuFeature.LM) ? EFER_LME : 0)
        | (model.has(CpuFeature.NX) ? EFER_NXE : 0)
        | (model.has(CpuFeature.SVM) ? EFER_SVME : 0);
  }

  private void configurePaging() {
    PagingControls controls = cpu.translation().controls();
    controls.setCr4(has4(CR4_PSE), has4(CR4_PGE), has4(CR4_SMEP), has4(CR4_SMAP));
    controls.setProtectionKeys(has4(CR4_PKE));
    controls.setNoExecute((efer & EFER_NXE) != 0);
    controls.setWriteProtect((cr0 & CR0_WP) != 0);
    controls.setCr3(cr3);
    PagingMode mode = PagingMode.BITS_32;
    if ((cr0 & CR0_PG) == 0) {
      mode = PagingMode.NONE;
    } else if ((efer & EFER_LMA) != 0) {
      mode = PagingMode.FOUR_LEVEL;
    } else if ((cr4 & CR4_PAE) != 0) {
      mode = PagingMode.PAE;
    }
    controls.setMode(mode);
  }

  /** Sets everything without checks and events: reset, machine presets and snapshots. */
  public void load(Saved state) {
    cr8 = state.cr8;
    load(state.cr0, state.cr2, state.cr3, state.cr4, state.efer);
  }

  /** The same for VM entry and exit, which leave CR8 alone. */
  public void load(long newCr0, long newCr2, long newCr3, long newCr4, long newEfer) {
    cr0 = newCr0;
    cr2 = newCr2;
    cr3 = newCr3;
    cr4 = newCr4;
    efer = newEfer;
    configurePaging();
    cpu.refresh();
  }

  /** The registers, for a snapshot. */
  public Saved save() {
    return new Saved(cr0, cr2, cr3, cr4, cr8(), efer);
  }

  /** All control registers and EFER. */
  public record Saved(long cr0, long cr2, long cr3, long cr4, long cr8, long efer) {}
}
