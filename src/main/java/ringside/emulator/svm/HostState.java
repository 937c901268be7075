package ringside.emulator.svm;

import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RSP;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.DebugRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.cpu.TableRegister;

/**
 * What VMRUN keeps of the host until #VMEXIT (AMD APM, "VMRUN Instruction", "Saving Host State").
 * The manual lets a processor keep it on the chip and leaves the format of the host save area to
 * it; this one does, and writes nothing to VM_HSAVE_PA.
 */
final class HostState {
  private static final int PDPTES = 4;
  private static final long[] NO_BRANCHES = {};
  private static final int WORDS_PER_SEGMENT = 4;
  private static final long DR7_DISABLED = 0x400;

  private final LogicalProcessor cpu;
  private final long[] segments = new long[(DS + 1) * WORDS_PER_SEGMENT];
  private final long[] pdptes = new long[PDPTES];
  private TableRegister gdtr = new TableRegister(0, 0);
  private TableRegister idtr = new TableRegister(0, 0);
  private long cr0;
  private long cr3;
  private long cr4;
  private long efer;
  private long rflags;
  private long rip;
  private long rsp;
  private long rax;
  private long pat;

  /** {@link ringside.emulator.cpu.BranchRecords#save}, empty if the guest has no own. */
  private long[] branches = NO_BRANCHES;

  HostState(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  long cr0() {
    return cr0;
  }

  long cr4() {
    return cr4;
  }

  long efer() {
    return efer;
  }

  /** RFLAGS.IF of the host: whether physical interrupts are let in under V_INTR_MASKING. */
  boolean interruptsEnabled() {
    return (rflags & Rflags.IF) != 0;
  }

  /** Takes the state of the processor, which executes VMRUN. */
  void capture(boolean withBranches) {
    branches = withBranches ? cpu.branches().save() : NO_BRANCHES;
    for (int i = ES; i <= DS; i++) {
      SegmentRegister segment = cpu.segment(i);
      int at = i * WORDS_PER_SEGMENT;
      segments[at] = segment.selector();
      segments[at + 1] = segment.base();
      segments[at + 2] = segment.limit();
      segments[at + 3] = segment.access();
    }
    for (int i = 0; i < PDPTES; i++) {
      pdptes[i] = cpu.translation().controls().pdpte(i);
    }
    gdtr = cpu.gdtr();
    idtr = cpu.idtr();
    ControlRegisters control = cpu.control();
    cr0 = control.cr0();
    cr3 = control.cr3();
    cr4 = control.cr4();
    efer = control.efer();
    rflags = cpu.rflags();
    rip = cpu.rip();
    rsp = cpu.register(RSP, 8);
    rax = cpu.register(RAX, 8);
    pat = cpu.msrs().value(ModelSpecificRegisters.IA32_PAT);
  }

  /** Gives it back to the processor; the caller has made the host's address space current. */
  void load(long cr2) {
    for (int i = ES; i <= DS; i++) {
      int at = i * WORDS_PER_SEGMENT;
      cpu.segment(i)
          .set((int) segments[at], segments[at + 1], segments[at + 2], (int) segments[at + 3]);
    }
    for (int i = 0; i < PDPTES; i++) {
      cpu.translation().controls().setPdpte(i, pdptes[i]);
    }
    cpu.setGdtr(gdtr);
    cpu.setIdtr(idtr);
    cpu.setRflags(rflags, Rflags.DEFINED);
    cpu.setRip(rip);
    cpu.setRegister(RSP, 8, rsp);
    cpu.setRegister(RAX, 8, rax);
    cpu.setCpl(0);
    cpu.debug().load(7, DR7_DISABLED);
    cpu.msrs().loadPat(pat);
    cpu.control().load(cr0, cr2, cr3, cr4, efer);
    if (branches.length > 0) {
      cpu.branches().load(branches);
    }
    RunState state = cpu.runState();
    // VMRUN was under a single step: its trap comes now that it is complete.
    state.setPendingDebug((rflags & Rflags.TF) != 0 ? DebugRegisters.DR6_BS : 0);
  }

  /** What most guests do not have, behind everything else. */
  void saveBranches(SavedState state) {
    for (long value : branches) {
      state.put(value);
    }
  }

  void restoreBranches(SavedState state) {
    branches = cpu.branches().save();
    for (int i = 0; i < branches.length; i++) {
      branches[i] = state.next();
    }
  }

  void forgetBranches() {
    branches = NO_BRANCHES;
  }

  void save(SavedState state) {
    for (long word : segments) {
      state.put(word);
    }
    for (long pdpte : pdptes) {
      state.put(pdpte);
    }
    for (TableRegister table : new TableRegister[] {gdtr, idtr}) {
      state.put(table.base());
      state.put(table.limit());
    }
    for (long value : new long[] {cr0, cr3, cr4, efer, rflags, rip, rsp, rax, pat}) {
      state.put(value);
    }
  }

  void restore(SavedState state) {
    for (int i = 0; i < segments.length; i++) {
      segments[i] = state.next();
    }
    for (int i = 0; i < pdptes.length; i++) {
      pdptes[i] = state.next();
    }
    gdtr = new TableRegister(state.next(), (int) state.next());
    idtr = new TableRegister(state.next(), (int) state.next());
    cr0 = state.next();
    cr3 = state.next();
    cr4 = state.next();
    efer = state.next();
    rflags = state.next();
    rip = state.next();
    rsp = state.next();
    rax = state.next();
    pat = state.next();
  }
}
