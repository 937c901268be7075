package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;

/** SDM, "Loading Host State". */
final class HostState {
  private static final int CODE_64 = 0xA09B;
  private static final int CODE_32 = 0xC09B;
  private static final int DATA = 0xC093;
  private static final int BUSY_TSS = 0x8B;
  private static final long TSS_LIMIT = 0x67;
  private static final int TABLE_LIMIT = 0xFFFF;
  private static final long LIMIT = 0xFFFF_FFFFL;
  private static final long DR7_AFTER_EXIT = 0x400;

  private static final VmcsField[] SELECTORS = {
    HOST_ES_SELECTOR, HOST_CS_SELECTOR, HOST_SS_SELECTOR,
    HOST_DS_SELECTOR, HOST_FS_SELECTOR, HOST_GS_SELECTOR
  };

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;

  HostState(Vmx vmx) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
  }

  /**
   * Loads all registers, and refreshes.
   *
   * @return false if the PDPTEs of a host with PAE paging cannot be loaded
   */
  boolean load() {
    boolean is64Bit = vmcs.has(VmxControl.HOST_ADDRESS_SPACE_SIZE);
    loadSegments(is64Bit);
    cpu.setGdtr(new TableRegister(vmcs.get(HOST_GDTR_BASE), TABLE_LIMIT));
    cpu.setIdtr(new TableRegister(vmcs.get(HOST_IDTR_BASE), TABLE_LIMIT));
    cpu.setRegister(LogicalProcessor.RSP, 8, vmcs.get(HOST_RSP));
    cpu.setRip(vmcs.get(HOST_RIP));
    cpu.setRflags(Rflags.FIXED, Rflags.DEFINED);
    cpu.debug().load(7, DR7_AFTER_EXIT);
    vmx.setDebugControl(0);
    cpu.msrs()
        .loadSysenter(
            vmcs.get(HOST_SYSENTER_CS), vmcs.get(HOST_SYSENTER_ESP), vmcs.get(HOST_SYSENTER_EIP));
    if (vmcs.has(VmxControl.EXIT_LOAD_PAT)) {
      cpu.msrs().loadPat(vmcs.get(HOST_IA32_PAT));
    }
    boolean loaded = loadControlRegisters(is64Bit);
    RunState state = cpu.runState();
    state.setActivity(RunState.Activity.ACTIVE);
    state.setShadow(RunState.Shadow.NONE);
    state.setPendingDebug(0);
    return loaded;
  }

  private boolean loadControlRegisters(boolean is64Bit) {
    ControlRegisters control = cpu.control();
    long kept = GuestState.CR0_KEPT;
    long cr0 = control.cr0() & kept | vmcs.get(HOST_CR0) & ~kept;
    long cr3 = vmcs.get(HOST_CR3);
    long cr4 = vmcs.get(HOST_CR4);
    long long64 = ControlRegisters.EFER_LME | ControlRegisters.EFER_LMA;
    long efer =
        vmcs.has(VmxControl.EXIT_LOAD_EFER)
            ? vmcs.get(HOST_IA32_EFER)
            : is64Bit ? control.efer() | long64 : control.efer() & ~long64;
    boolean loaded = is64Bit || (cr4 & ControlRegisters.CR4_PAE) == 0 || loadPdptes(cr3);
    control.load(cr0, control.cr2(), cr3, cr4, efer);
    return loaded;
  }

  private boolean loadPdptes(long cr3) {
    for (int i = 0; i < 4; i++) {
      long entry = vmx.memory().load((cr3 & 0xFFFF_FFE0L) + i * 8L, 8);
      if ((entry & 1) != 0 && (entry & cpu.translation().controls().reservedPdpteBits()) != 0) {
        return false;
      }
      cpu.translation().controls().setPdpte(i, entry);
    }
    return true;
  }

  private void loadSegments(boolean is64Bit) {
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      int selector = vmcs.get32(SELECTORS[i]);
      int rights = i == LogicalProcessor.CS ? is64Bit ? CODE_64 : CODE_32 : DATA;
      cpu.segment(i)
          .set(selector, 0, LIMIT, selector == 0 ? rights | SegmentRegister.UNUSABLE : rights);
    }
    setBase(LogicalProcessor.FS, HOST_FS_BASE);
    setBase(LogicalProcessor.GS, HOST_GS_BASE);
    cpu.tr().set(vmcs.get32(HOST_TR_SELECTOR), vmcs.get(HOST_TR_BASE), TSS_LIMIT, BUSY_TSS);
    cpu.ldtr().set(0, 0, 0, SegmentRegister.UNUSABLE);
    cpu.setCpl(0);
  }

  private void setBase(int index, VmcsField base) {
    SegmentRegister segment = cpu.segment(index);
    segment.set(segment.selector(), vmcs.get(base), segment.limit(), segment.access());
  }
}
