package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.DebugRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.paging.PagingControls;

/** SDM, "Loading Guest State" and "Saving Guest State". */
final class GuestState {
  /** Access rights of a segment register, as VMCS and processor both have them. */
  private static final int ACCESS_RIGHTS = 0x1_F0FF;

  /** Bits of CR0 that VM entries and VM exits leave alone: ET, NW and CD. */
  static final long CR0_KEPT =
      ControlRegisters.CR0_ET | ControlRegisters.CR0_NW | ControlRegisters.CR0_CD;

  // Pending debug exceptions: B0 to B3, and that one of them is enabled.
  private static final long BREAKPOINTS = 0xF;
  private static final long ENABLED_BREAKPOINT = 1 << 12;

  private static final VmcsField[] SELECTORS = {
    GUEST_ES_SELECTOR, GUEST_CS_SELECTOR, GUEST_SS_SELECTOR,
    GUEST_DS_SELECTOR, GUEST_FS_SELECTOR, GUEST_GS_SELECTOR
  };
  private static final VmcsField[] BASES = {
    GUEST_ES_BASE, GUEST_CS_BASE, GUEST_SS_BASE, GUEST_DS_BASE, GUEST_FS_BASE, GUEST_GS_BASE
  };
  private static final VmcsField[] LIMITS = {
    GUEST_ES_LIMIT, GUEST_CS_LIMIT, GUEST_SS_LIMIT, GUEST_DS_LIMIT, GUEST_FS_LIMIT, GUEST_GS_LIMIT
  };
  private static final VmcsField[] RIGHTS = {
    GUEST_ES_ACCESS_RIGHTS, GUEST_CS_ACCESS_RIGHTS, GUEST_SS_ACCESS_RIGHTS,
    GUEST_DS_ACCESS_RIGHTS, GUEST_FS_ACCESS_RIGHTS, GUEST_GS_ACCESS_RIGHTS
  };
  private static final VmcsField[] PDPTES = {
    GUEST_PDPTE0, GUEST_PDPTE1, GUEST_PDPTE2, GUEST_PDPTE3
  };

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;

  GuestState(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
  }

  // Loading.

  /** Loads all registers and refreshes; the processor is to be in guest mode already. */
  void load() {
    loadSegments();
    cpu.setGdtr(new TableRegister(vmcs.get(GUEST_GDTR_BASE), vmcs.get32(GUEST_GDTR_LIMIT)));
    cpu.setIdtr(new TableRegister(vmcs.get(GUEST_IDTR_BASE), vmcs.get32(GUEST_IDTR_LIMIT)));
    cpu.setRegister(LogicalProcessor.RSP, 8, vmcs.get(GUEST_RSP));
    cpu.setRip(vmcs.get(GUEST_RIP));
    cpu.setRflags(vmcs.get(GUEST_RFLAGS), Rflags.DEFINED);
    cpu.msrs()
        .loadSysenter(
            vmcs.get(GUEST_SYSENTER_CS),
            vmcs.get(GUEST_SYSENTER_ESP),
            vmcs.get(GUEST_SYSENTER_EIP));
    if (vmcs.has(VmxControl.ENTRY_LOAD_DEBUG_CONTROLS)) {
      cpu.debug().load(7, vmcs.get(GUEST_DR7));
      vmx.setDebugControl(vmcs.get(GUEST_IA32_DEBUGCTL));
    }
    if (vmcs.has(VmxControl.ENTRY_LOAD_PAT)) {
      cpu.msrs().loadPat(vmcs.get(GUEST_IA32_PAT));
    }
    loadControlRegisters();
  }

  private void loadSegments() {
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      load(cpu.segment(i), SELECTORS[i], BASES[i], LIMITS[i], RIGHTS[i]);
    }
    load(
        cpu.ldtr(),
        GUEST_LDTR_SELECTOR,
        GUEST_LDTR_BASE,
        GUEST_LDTR_LIMIT,
        GUEST_LDTR_ACCESS_RIGHTS);
    load(cpu.tr(), GUEST_TR_SELECTOR, GUEST_TR_BASE, GUEST_TR_LIMIT, GUEST_TR_ACCESS_RIGHTS);
    cpu.setCpl(cpu.segment(LogicalProcessor.SS).dpl());
  }

  private void load(
      SegmentRegister register,
      VmcsField selector,
      VmcsField base,
      VmcsField limit,
      VmcsField rights) {
    register.set(
        vmcs.get32(selector), vmcs.get(base), vmcs.get(limit), vmcs.get32(rights) & ACCESS_RIGHTS);
  }

  private void loadControlRegisters() {
    ControlRegisters control = cpu.control();
    long cr0 = control.cr0() & CR0_KEPT | vmcs.get(GUEST_CR0) & ~CR0_KEPT;
    long cr4 = vmcs.get(GUEST_CR4);
    long cr3 = vmcs.get(GUEST_CR3);
    if (usesPdptes(cr0, cr4)) {
      loadPdptes(cr3);
    }
    control.load(cr0, control.cr2(), cr3, cr4, efer(cr0));
  }

  private long efer(long cr0) {
    if (vmcs.has(VmxControl.ENTRY_LOAD_EFER)) {
      return vmcs.get(GUEST_IA32_EFER);
    }
    boolean longMode = vmcs.has(VmxControl.IA32E_MODE_GUEST);
    long efer = cpu.control().efer();
    efer = longMode ? efer | ControlRegisters.EFER_LMA : efer & ~ControlRegisters.EFER_LMA;
    if ((cr0 & ControlRegisters.CR0_PG) == 0) {
      return efer;
    }
    return longMode ? efer | ControlRegisters.EFER_LME : efer & ~ControlRegisters.EFER_LME;
  }

  private boolean usesPdptes(long cr0, long cr4) {
    return (cr0 & ControlRegisters.CR0_PG) != 0
        && (cr4 & ControlRegisters.CR4_PAE) != 0
        && !vmcs.has(VmxControl.IA32E_MODE_GUEST);
  }

  private void loadPdptes(long cr3) {
    PagingControls controls = cpu.translation().controls();
    for (int i = 0; i < PDPTES.length; i++) {
      controls.setPdpte(i, pdpte(cr3, i));
    }
  }

  /** With EPT from the VMCS, without from memory. */
  private long pdpte(long cr3, int index) {
    return vmcs.has(VmxControl.ENABLE_EPT)
        ? vmcs.get(PDPTES[index])
        : vmx.memory().load((cr3 & 0xFFFF_FFE0L) + index * 8L, 8);
  }

  /** SDM, "Checks on Guest Page-Directory-Pointer-Table Entries". */
  boolean hasValidPdptes() {
    if (!usesPdptes(vmcs.get(GUEST_CR0), vmcs.get(GUEST_CR4))) {
      return true;
    }
    long reserved = cpu.translation().controls().reservedPdpteBits();
    for (int i = 0; i < PDPTES.length; i++) {
      long entry = pdpte(vmcs.get(GUEST_CR3), i);
      if ((entry & 1) != 0 && (entry & reserved) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Activity, blocking and pending debug exceptions. */
  void loadNonRegisterState() {
    RunState state = cpu.runState();
    int blocking = vmcs.get32(GUEST_INTERRUPTIBILITY_STATE);
    state.setActivity(
        switch (vmcs.get32(GUEST_ACTIVITY_STATE)) {
          case VmxCapabilities.ACTIVITY_HLT -> RunState.Activity.HALTED;
          case VmxCapabilities.ACTIVITY_SHUTDOWN -> RunState.Activity.SHUTDOWN;
          case VmxCapabilities.ACTIVITY_WAIT_FOR_SIPI -> RunState.Activity.WAIT_FOR_SIPI;
          default -> RunState.Activity.ACTIVE;
        });
    state.setShadow(
        (blocking & Interruptibility.MOV_SS) != 0
            ? RunState.Shadow.MOV_SS
            : (blocking & Interruptibility.STI) != 0 ? RunState.Shadow.STI : RunState.Shadow.NONE);
    state.setPendingDebug(pendingDebug(vmcs.get(GUEST_PENDING_DEBUG_EXCEPTIONS)));
    boolean nmi = (blocking & Interruptibility.NMI) != 0;
    if (vmcs.has(VmxControl.VIRTUAL_NMIS)) {
      vmx.events().setVirtualNmiBlocked(nmi);
    } else {
      state.setNmiBlocked(nmi);
    }
  }

  /** SDM, "Pending Debug Exceptions": B0 to B3 count if one of these breakpoints is enabled. */
  private static long pendingDebug(long field) {
    return (field & (ENABLED_BREAKPOINT | DebugRegisters.DR6_BS)) == 0
        ? 0
        : field & ~ENABLED_BREAKPOINT;
  }

  // Saving.

  /**
   * Saves all registers.
   *
   * @param resumeFlag RF as the manual has it for the reason of the exit
   */
  void save(boolean resumeFlag) {
    ControlRegisters control = cpu.control();
    vmcs.set(GUEST_CR0, control.cr0());
    vmcs.set(GUEST_CR3, control.cr3());
    vmcs.set(GUEST_CR4, control.cr4());
    ModelSpecificRegisters.Saved msrs = cpu.msrs().save();
    vmcs.set(GUEST_SYSENTER_CS, msrs.sysenterCs());
    vmcs.set(GUEST_SYSENTER_ESP, msrs.sysenterEsp());
    vmcs.set(GUEST_SYSENTER_EIP, msrs.sysenterEip());
    if (vmcs.has(VmxControl.EXIT_SAVE_DEBUG_CONTROLS)) {
      vmcs.set(GUEST_DR7, cpu.debug().value(7));
      vmcs.set(GUEST_IA32_DEBUGCTL, vmx.debugControl());
    }
    if (vmcs.has(VmxControl.EXIT_SAVE_PAT)) {
      vmcs.set(GUEST_IA32_PAT, msrs.pat());
    }
    if (vmcs.has(VmxControl.EXIT_SAVE_EFER)) {
      vmcs.set(GUEST_IA32_EFER, control.efer());
    }
    saveSegments();
    vmcs.set(GUEST_GDTR_BASE, cpu.gdtr().base());
    vmcs.set(GUEST_GDTR_LIMIT, cpu.gdtr().limit());
    vmcs.set(GUEST_IDTR_BASE, cpu.idtr().base());
    vmcs.set(GUEST_IDTR_LIMIT, cpu.idtr().limit());
    vmcs.set(GUEST_RIP, cpu.rip());
    vmcs.set(GUEST_RSP, cpu.register(LogicalProcessor.RSP, 8));
    vmcs.set(GUEST_RFLAGS, cpu.rflags() & ~Rflags.RF | (resumeFlag ? Rflags.RF : 0));
    savePdptes();
    saveLma();
  }

  private void saveSegments() {
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      save(cpu.segment(i), SELECTORS[i], BASES[i], LIMITS[i], RIGHTS[i]);
    }
    save(
        cpu.ldtr(),
        GUEST_LDTR_SELECTOR,
        GUEST_LDTR_BASE,
        GUEST_LDTR_LIMIT,
        GUEST_LDTR_ACCESS_RIGHTS);
    save(cpu.tr(), GUEST_TR_SELECTOR, GUEST_TR_BASE, GUEST_TR_LIMIT, GUEST_TR_ACCESS_RIGHTS);
    // CPL is the DPL of SS, whatever mode left there.
    int rights = vmcs.get32(GUEST_SS_ACCESS_RIGHTS) & ~(3 << 5);
    vmcs.set(GUEST_SS_ACCESS_RIGHTS, rights | cpu.cpl() << 5);
  }

  private void save(
      SegmentRegister register,
      VmcsField selector,
      VmcsField base,
      VmcsField limit,
      VmcsField rights) {
    vmcs.set(selector, register.selector());
    vmcs.set(base, register.base());
    vmcs.set(limit, register.limit());
    vmcs.set(rights, register.access() & ACCESS_RIGHTS);
  }

  private void savePdptes() {
    if (vmcs.has(VmxControl.ENABLE_EPT) && usesPdptes(cpu.control().cr0(), cpu.control().cr4())) {
      for (int i = 0; i < PDPTES.length; i++) {
        vmcs.set(PDPTES[i], cpu.translation().controls().pdpte(i));
      }
    }
  }

  /** "IA-32e mode guest" follows EFER.LMA, which the guest may have changed. */
  private void saveLma() {
    if (vmx.capabilities().storesLma()) {
      int controls = vmcs.get32(ENTRY_CONTROLS) & ~VmxControl.IA32E_MODE_GUEST.mask();
      boolean lma = (cpu.control().efer() & ControlRegisters.EFER_LMA) != 0;
      vmcs.set(
          ENTRY_CONTROLS,
          (controls | (lma ? VmxControl.IA32E_MODE_GUEST.mask() : 0)) & 0xFFFF_FFFFL);
    }
  }

  /** Activity, blocking and pending debug exceptions. */
  void saveNonRegisterState(RunState.Shadow shadow) {
    RunState state = cpu.runState();
    boolean nmi =
        vmcs.has(VmxControl.VIRTUAL_NMIS) ? vmx.events().virtualNmiBlocked() : state.nmiBlocked();
    vmcs.set(
        GUEST_INTERRUPTIBILITY_STATE,
        switch (shadow) {
              case NONE -> 0;
              case STI -> Interruptibility.STI;
              case MOV_SS -> Interruptibility.MOV_SS;
            }
            | (nmi ? Interruptibility.NMI : 0));
    vmcs.set(
        GUEST_ACTIVITY_STATE,
        switch (state.activity()) {
          case ACTIVE -> 0;
          case HALTED -> VmxCapabilities.ACTIVITY_HLT;
          case SHUTDOWN -> VmxCapabilities.ACTIVITY_SHUTDOWN;
          case WAIT_FOR_SIPI -> VmxCapabilities.ACTIVITY_WAIT_FOR_SIPI;
        });
    long pending = state.pendingDebug();
    boolean breakpoint = (pending & BREAKPOINTS) != 0;
    vmcs.set(GUEST_PENDING_DEBUG_EXCEPTIONS, breakpoint ? pending | ENABLED_BREAKPOINT : pending);
  }
}
