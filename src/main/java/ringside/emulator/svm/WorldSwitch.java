package ringside.emulator.svm;

import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RSP;

import ringside.emulator.cpu.BranchRecords;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.trace.TraceEvent;

/**
 * VMRUN and #VMEXIT, VMLOAD and VMSAVE (AMD APM, "VMRUN Instruction", "#VMEXIT", "VMSAVE and VMLOAD
 * Instructions"): what is loaded, what is saved, and in which order.
 */
final class WorldSwitch {
  private static final int BYTES_KEPT = 15;
  private static final int PRESENT = 0x80;
  private static final long EXIT_INFO_TYPE = 7 << 8;
  private static final long EXIT_INFO_SOFTWARE_EXCEPTIONS = 5 << 8;
  private static final long EXIT_INFO_EXCEPTION = 3 << 8;

  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private final GuestControls controls;
  private final VmcbMemory vmcb;
  private final HostState host;
  private final NestedPageTables nested;

  // The exit that is under way, between note() and exit().
  private int exitCode;
  private long exitInfo1;
  private long exitInfo2;
  private long nextRip;
  private int bytesFetched;
  private final byte[] instructionBytes = new byte[BYTES_KEPT];

  WorldSwitch(
      LogicalProcessor cpu,
      PhysicalMemory memory,
      SecureVirtualMachine machine,
      GuestControls controls) {
    this.cpu = cpu;
    this.memory = memory;
    this.controls = controls;
    vmcb = new VmcbMemory(cpu, memory);
    host = new HostState(cpu);
    nested = new NestedPageTables(cpu, memory, machine);
  }

  HostState host() {
    return host;
  }

  // VMRUN.

  /** Executes VMRUN; RIP is that of the next instruction, which #VMEXIT returns to. */
  void run(long address) {
    vmcb.open(address);
    controls.load(vmcb, address);
    cpu.runState().setGlobalInterruptFlag(false);
    if (!ConsistencyChecks.pass(cpu, controls, vmcb)) {
      refuse();
      return;
    }
    host.capture(controls.branchesVirtualized());
    enter();
    cpu.runState().setGlobalInterruptFlag(true);
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.VmEntry("VMRUN", address, cpu.rip(), controls.eventInjection()));
    }
  }

  private void refuse() {
    note(ExitCode.INVALID, 0, 0, 0);
    writeExitInformation(0);
    emitExit(vmcb.get(Vmcb.RIP), 0);
  }

  private void enter() {
    AddressTranslation translation = cpu.translation();
    controls.flushAsAsked(translation);
    cpu.enterGuest();
    translation.selectSpace(controls.asid());
    selectTables();
    for (int i = ES; i <= DS; i++) {
      loadSegment(cpu.segment(i), Vmcb.SEGMENTS + 16 * i);
    }
    cpu.setGdtr(loadTable(cpu.gdtr(), Vmcb.GDTR));
    cpu.setIdtr(loadTable(cpu.idtr(), Vmcb.IDTR));
    cpu.setRflags(vmcb.get(Vmcb.RFLAGS), Rflags.DEFINED);
    cpu.setRip(vmcb.get(Vmcb.RIP));
    cpu.setRegister(RSP, 8, vmcb.get(Vmcb.RSP));
    cpu.setRegister(RAX, 8, vmcb.get(Vmcb.RAX));
    cpu.debug().load(6, vmcb.get(Vmcb.DR6));
    cpu.debug().load(7, vmcb.get(Vmcb.DR7));
    loadControlRegisters();
    if (controls.branchesVirtualized()) {
      loadBranches();
    }
    RunState state = cpu.runState();
    state.setSingleStep(false);
    state.setPendingDebug(0);
    boolean shadow = (vmcb.get(Vmcb.INTERRUPT_SHADOW, 1) & 1) != 0;
    state.setShadow(shadow ? RunState.Shadow.STI : RunState.Shadow.NONE);
  }

  private void loadControlRegisters() {
    long cr0 = vmcb.get(Vmcb.CR0);
    long efer = vmcb.get(Vmcb.EFER);
    boolean longMode =
        (efer & ControlRegisters.EFER_LME) != 0 && (cr0 & ControlRegisters.CR0_PG) != 0;
    efer = longMode ? efer | ControlRegisters.EFER_LMA : efer & ~ControlRegisters.EFER_LMA;
    if ((cr0 & ControlRegisters.CR0_PE) == 0) {
      cpu.setCpl(0);
    } else if ((cpu.rflags() & Rflags.VM) != 0 && !longMode) {
      cpu.setCpl(3);
    } else {
      cpu.setCpl((int) vmcb.get(Vmcb.CPL, 1) & 3);
    }
    if (controls.nestedPaging()) {
      cpu.msrs().loadPat(vmcb.get(Vmcb.G_PAT));
    }
    cpu.control().load(cr0, vmcb.get(Vmcb.CR2), vmcb.get(Vmcb.CR3), vmcb.get(Vmcb.CR4), efer);
    cpu.translation().checkWindows();
  }

  private void loadBranches() {
    long[] branches = cpu.branches().save();
    for (int i = 0; i < branches.length; i++) {
      branches[i] = vmcb.get(Vmcb.BRANCHES + 8 * i);
    }
    branches[0] &= BranchRecords.DEFINED;
    cpu.branches().load(branches);
  }

  private void saveBranches() {
    long[] branches = cpu.branches().save();
    for (int i = 0; i < branches.length; i++) {
      vmcb.put(Vmcb.BRANCHES + 8 * i, branches[i]);
    }
  }

  /** The second level of the guest that runs, and where its PDPTEs are. */
  private void selectTables() {
    AddressTranslation translation = cpu.translation();
    translation.controls().setPdptesInMemory(true);
    if (controls.nestedPaging()) {
      nested.configure(host, controls.nestedCr3());
      translation.setSecondLevel(nested);
    } else {
      translation.setSecondLevel(null);
    }
  }

  // #VMEXIT.

  /**
   * Notes why the guest exits.
   *
   * @param following address of the next instruction where an instruction exits, else 0
   */
  void note(int code, long information1, long information2, long following) {
    exitCode = code;
    exitInfo1 = information1;
    exitInfo2 = information2;
    nextRip = following;
    bytesFetched = 0;
  }

  /** Notes an exit without information, if the hypervisor asked for it. */
  boolean noteIfAsked(int code) {
    if (!controls.asksFor(code)) {
      return false;
    }
    note(code, 0, 0, 0);
    return true;
  }

  /** Adds the bytes of the running instruction to the exit (AMD APM, "Decode Assists"). */
  void noteInstructionBytes() {
    bytesFetched = cpu.model().has(CpuFeature.DECODE_ASSISTS) ? -1 : 0;
  }

  /** Completes the exit; RIP is where the guest stands. */
  void exit() {
    vmcb.open(controls.vmcb());
    long rip = cpu.rip();
    long event = interruptedEvent();
    if (bytesFetched < 0) {
      bytesFetched = event == 0 ? cpu.fetchedBytes(instructionBytes) : 0;
    }
    saveGuest(rip);
    writeExitInformation(event);
    RunState state = cpu.runState();
    state.setShadow(RunState.Shadow.NONE);
    state.setActivity(RunState.Activity.ACTIVE);
    state.setSingleStep(false);
    loadHost();
    if (cpu.trace() != null) {
      emitExit(rip, event);
    }
  }

  private void loadHost() {
    AddressTranslation translation = cpu.translation();
    cpu.runState().setGlobalInterruptFlag(false);
    leave();
    host.load(cpu.control().cr2());
    translation.checkWindows();
  }

  /** Whatever state follows is the host's, and translation with it. */
  void leave() {
    cpu.leaveGuest();
    AddressTranslation translation = cpu.translation();
    translation.setSecondLevel(null);
    translation.controls().setPdptesInMemory(false);
    translation.selectSpace(AddressTranslation.HOST);
  }

  /** EXITINTINFO: the event whose delivery the exit interrupted. */
  private long interruptedEvent() {
    long event = cpu.events().delivering();
    if ((event & EXIT_INFO_TYPE) >= EXIT_INFO_SOFTWARE_EXCEPTIONS) {
      return event & ~EXIT_INFO_TYPE | EXIT_INFO_EXCEPTION;
    }
    return event;
  }

  private void saveGuest(long rip) {
    for (int i = ES; i <= DS; i++) {
      saveSegment(cpu.segment(i), Vmcb.SEGMENTS + 16 * i);
    }
    saveTable(cpu.gdtr(), Vmcb.GDTR);
    saveTable(cpu.idtr(), Vmcb.IDTR);
    ControlRegisters control = cpu.control();
    vmcb.put(Vmcb.EFER, control.efer());
    vmcb.put(Vmcb.CR4, control.cr4());
    vmcb.put(Vmcb.CR3, control.cr3());
    vmcb.put(Vmcb.CR2, control.cr2());
    vmcb.put(Vmcb.CR0, control.cr0());
    vmcb.put(Vmcb.RFLAGS, cpu.rflags());
    vmcb.put(Vmcb.RIP, rip);
    vmcb.put(Vmcb.RSP, cpu.register(RSP, 8));
    vmcb.put(Vmcb.RAX, cpu.register(RAX, 8));
    vmcb.put(Vmcb.DR7, cpu.debug().value(7));
    vmcb.put(Vmcb.DR6, cpu.debug().value(6));
    vmcb.put(Vmcb.CPL, 1, cpu.cpl());
    if (controls.nestedPaging()) {
      vmcb.put(Vmcb.G_PAT, cpu.msrs().value(ModelSpecificRegisters.IA32_PAT));
    }
    if (controls.branchesVirtualized()) {
      saveBranches();
    }
    boolean shadow = cpu.runState().shadow() != RunState.Shadow.NONE;
    vmcb.put(Vmcb.INTERRUPT_SHADOW, shadow ? 1 : 0);
    vmcb.put(Vmcb.VIRTUAL_INTERRUPT, 4, controls.virtualInterrupt());
    vmcb.put(Vmcb.EVENT_INJECTION, 0);
  }

  private void writeExitInformation(long event) {
    vmcb.put(Vmcb.EXIT_CODE, exitCode);
    vmcb.put(Vmcb.EXIT_INFO_1, exitInfo1);
    vmcb.put(Vmcb.EXIT_INFO_2, exitInfo2);
    vmcb.put(Vmcb.EXIT_INT_INFO, event);
    if (cpu.model().has(CpuFeature.NRIPS)) {
      vmcb.put(Vmcb.NEXT_RIP, nextRip);
    }
    if (cpu.model().has(CpuFeature.DECODE_ASSISTS)) {
      vmcb.put(Vmcb.BYTES_FETCHED, 1, bytesFetched);
      for (int i = 0; i < bytesFetched; i++) {
        vmcb.put(Vmcb.INSTRUCTION_BYTES + i, 1, instructionBytes[i]);
      }
    }
  }

  private void emitExit(long rip, long event) {
    if (cpu.trace() == null) {
      return;
    }
    cpu.emit(
        new TraceEvent.VmExit(
            TraceEvent.VmExit.Technology.SVM,
            exitCode,
            ExitCode.name(exitCode),
            exitInfo1,
            exitInfo2,
            0,
            nextRip == 0 ? 0 : (int) (nextRip - rip),
            0,
            event,
            controls.vmcb(),
            rip));
  }

  // VMLOAD and VMSAVE.

  void vmload(long address) {
    vmcb.open(address);
    loadSegment(cpu.segment(FS), Vmcb.SEGMENTS + 16 * FS);
    loadSegment(cpu.segment(GS), Vmcb.SEGMENTS + 16 * GS);
    loadSegment(cpu.ldtr(), Vmcb.LDTR);
    loadSegment(cpu.tr(), Vmcb.TR);
    ModelSpecificRegisters.Saved before = cpu.msrs().save();
    cpu.msrs()
        .load(
            new ModelSpecificRegisters.Saved(
                vmcb.get(Vmcb.SYSENTER_CS) & 0xFFFF_FFFFL,
                vmcb.get(Vmcb.SYSENTER_ESP),
                vmcb.get(Vmcb.SYSENTER_EIP),
                vmcb.get(Vmcb.STAR),
                canonical(vmcb.get(Vmcb.LSTAR)),
                canonical(vmcb.get(Vmcb.CSTAR)),
                vmcb.get(Vmcb.SFMASK) & 0xFFFF_FFFFL,
                canonical(vmcb.get(Vmcb.KERNEL_GS_BASE)),
                before.tscAux(),
                before.pat(),
                before.tscOffset(),
                before.miscEnable()));
    cpu.refresh();
  }

  void vmsave(long address) {
    vmcb.open(address);
    saveSegment(cpu.segment(FS), Vmcb.SEGMENTS + 16 * FS);
    saveSegment(cpu.segment(GS), Vmcb.SEGMENTS + 16 * GS);
    saveSegment(cpu.ldtr(), Vmcb.LDTR);
    saveSegment(cpu.tr(), Vmcb.TR);
    ModelSpecificRegisters.Saved msrs = cpu.msrs().save();
    vmcb.put(Vmcb.SYSENTER_CS, msrs.sysenterCs());
    vmcb.put(Vmcb.SYSENTER_ESP, msrs.sysenterEsp());
    vmcb.put(Vmcb.SYSENTER_EIP, msrs.sysenterEip());
    vmcb.put(Vmcb.STAR, msrs.star());
    vmcb.put(Vmcb.LSTAR, msrs.lstar());
    vmcb.put(Vmcb.CSTAR, msrs.cstar());
    vmcb.put(Vmcb.SFMASK, msrs.fmask());
    vmcb.put(Vmcb.KERNEL_GS_BASE, msrs.kernelGsBase());
  }

  // Registers in the save area.

  /** Attributes are bytes 5 and 6 of a descriptor without the limit bits between them. */
  private void loadSegment(SegmentRegister register, int at) {
    int attributes = (int) vmcb.get(at + Vmcb.ATTRIBUTES, 2);
    int access = attributes & 0xFF | (attributes & 0xF00) << 4;
    register.set(
        (int) vmcb.get(at + Vmcb.SELECTOR, 2),
        canonical(vmcb.get(at + Vmcb.BASE)),
        vmcb.get(at + Vmcb.LIMIT, 4),
        (attributes & PRESENT) == 0 ? access | SegmentRegister.UNUSABLE : access);
  }

  private void saveSegment(SegmentRegister register, int at) {
    int access = register.access();
    int attributes = access & 0xFF | access >>> 4 & 0xF00;
    vmcb.put(at + Vmcb.SELECTOR, 2, register.selector());
    vmcb.put(at + Vmcb.ATTRIBUTES, 2, register.unusable() ? attributes & ~PRESENT : attributes);
    vmcb.put(at + Vmcb.LIMIT, 4, register.limit());
    vmcb.put(at + Vmcb.BASE, register.base());
  }

  private TableRegister loadTable(TableRegister current, int at) {
    long base = canonical(vmcb.get(at + Vmcb.BASE));
    int limit = (int) vmcb.get(at + Vmcb.LIMIT, 2);
    return current.base() == base && current.limit() == limit
        ? current
        : new TableRegister(base, limit);
  }

  private void saveTable(TableRegister table, int at) {
    vmcb.put(at + Vmcb.LIMIT, 4, table.limit());
    vmcb.put(at + Vmcb.BASE, table.base());
  }

  /** VMRUN and VMLOAD make addresses canonical instead of refusing them. */
  private static long canonical(long address) {
    return address << 16 >> 16;
  }

  // Snapshots.

  void save(SavedState state) {
    boolean guest = cpu.guest() != null;
    state.put(guest);
    if (guest) {
      controls.save(state);
      host.save(state);
    }
  }

  void restore(SavedState state) {
    if (!state.nextBoolean()) {
      leave();
      return;
    }
    controls.restore(state);
    host.restore(state);
    cpu.enterGuest();
    selectTables();
  }
}
