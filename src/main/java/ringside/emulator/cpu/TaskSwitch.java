package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;

/**
 * Hardware task switches (SDM, "Task Switching"). Everything that can fault in the old task is done
 * first: checks, loading the new TSS, storing the old. Then the registers change, and what is wrong
 * with the new task's segments faults in the new task.
 */
final class TaskSwitch {
  private enum Source {
    CALL,
    IRET,
    JMP,
    GATE;

    /** Whether the new task can return to the old one. */
    boolean nests() {
      return this == CALL || this == GATE;
    }
  }

  private static final int BUSY_BYTE = 5;

  private final LogicalProcessor cpu;
  private final Source source;
  private final Descriptor target;
  private final TaskImage oldTask;
  private final TaskImage newTask;
  private long savedFlags;

  private TaskSwitch(LogicalProcessor cpu, Descriptor target, Source source) {
    this.cpu = cpu;
    this.target = target;
    this.source = source;
    savedFlags = source == Source.IRET ? cpu.rflags() & ~Rflags.NT : cpu.rflags();
    SegmentRegister tr = cpu.tr();
    oldTask = new TaskImage(cpu, tr.base(), (tr.type() & 8) != 0);
    newTask = new TaskImage(cpu, target.base(), (target.type() & 8) != 0);
  }

  /** JMP to a TSS or task gate. */
  static void jump(LogicalProcessor cpu, Descriptor target) {
    transfer(cpu, target, Source.JMP);
  }

  /** CALL to a TSS or task gate. */
  static void call(LogicalProcessor cpu, Descriptor target) {
    transfer(cpu, target, Source.CALL);
  }

  private static void transfer(LogicalProcessor cpu, Descriptor target, Source source) {
    if (cpu.mode().ia32e() || target.dpl() < Math.max(cpu.cpl(), target.rpl())) {
      throw cpu.fault(Vector.GP, target.errorCode());
    }
    Descriptor tss = target;
    if (target.type() == Descriptor.TASK_GATE) {
      cpu.segmentation().requirePresent(target, Vector.NP);
      tss = global(cpu, target.gateSelector(), Vector.GP);
    }
    require(cpu, tss, false, Vector.GP);
    new TaskSwitch(cpu, tss, source).execute(EventDelivery.NO_ERROR_CODE);
  }

  /**
   * An interrupt or exception through a task gate of the IDT, which has been checked.
   *
   * @param errorCode to push on the new task's stack, or {@link EventDelivery#NO_ERROR_CODE}
   * @param fault whether the old task is to run the instruction again, which then finds RF set
   */
  static void interrupt(LogicalProcessor cpu, Descriptor gate, int errorCode, boolean fault) {
    Descriptor tss = global(cpu, gate.gateSelector(), Vector.GP);
    require(cpu, tss, false, Vector.GP);
    TaskSwitch task = new TaskSwitch(cpu, tss, Source.GATE);
    task.savedFlags |= fault ? Rflags.RF : 0;
    task.execute(errorCode);
  }

  /** IRET with NT set. */
  static void returnToPrevious(LogicalProcessor cpu) {
    int link = (int) cpu.linear().loadSystem(cpu.tr().base(), 2);
    Descriptor tss = global(cpu, link, Vector.TS);
    require(cpu, tss, true, Vector.TS);
    new TaskSwitch(cpu, tss, Source.IRET).execute(EventDelivery.NO_ERROR_CODE);
  }

  private static Descriptor global(LogicalProcessor cpu, int selector, Vector wrong) {
    if ((selector & 4) != 0 || Segmentation.isNull(selector)) {
      throw cpu.fault(wrong, selector & 0xFFFC);
    }
    return cpu.segmentation().fetch(selector, wrong);
  }

  private static void require(LogicalProcessor cpu, Descriptor tss, boolean busy, Vector wrong) {
    int type = tss.type() & ~Descriptor.BUSY;
    boolean isTss = type == Descriptor.TSS_16 || type == Descriptor.TSS_32;
    boolean isBusy = (tss.type() & Descriptor.BUSY) != 0;
    if (tss.codeOrData() || !isTss || isBusy != busy) {
      throw cpu.fault(wrong, tss.errorCode());
    }
    cpu.segmentation().requirePresent(tss, Vector.NP);
  }

  private void execute(int errorCode) {
    if (target.limit() < newTask.smallestLimit()) {
      throw cpu.fault(Vector.TS, target.errorCode());
    }
    Virtualization guest = cpu.guest();
    if (guest != null
        && guest.interceptTaskSwitch(
            target.selector(), source.ordinal(), errorCode, (savedFlags & Rflags.RF) != 0)) {
      throw VmExit.INSTANCE;
    }
    newTask.load();
    oldTask.store(savedFlags);
    if (source.nests()) {
      newTask.storeLink(cpu.tr().selector());
    }
    if (!source.nests()) {
      markBusy(cpu.segmentation().fetch(cpu.tr().selector(), Vector.TS), false);
    }
    if (source != Source.IRET) {
      markBusy(target, true);
    }
    int from = cpu.cpl();
    enter();
    enterSegments();
    finish(from, errorCode);
  }

  private void markBusy(Descriptor tss, boolean busy) {
    int access = (int) (tss.raw() >>> 40) & 0xFF;
    int after = busy ? access | Descriptor.BUSY : access & ~Descriptor.BUSY;
    cpu.linear().storeSystem(tss.address() + BUSY_BYTE, 1, after);
  }

  /** Everything of the new task that cannot fault. */
  private void enter() {
    cpu.tr()
        .set(target.selector(), target.base(), target.limit(), target.access() | Descriptor.BUSY);
    cpu.emitTable(
        TraceEvent.DescriptorTable.Table.TR,
        target.selector(),
        new TableRegister(target.base(), (int) target.limit()));
    ControlRegisters control = cpu.control();
    if (newTask.isWide() && (control.cr0() & ControlRegisters.CR0_PG) != 0) {
      control.writeCr3(newTask.cr3());
    }
    control.writeCr0(control.cr0() | ControlRegisters.CR0_TS);
    cpu.debug().clearLocalBreakpoints();
    newTask.enterRegisters();
    long flags = newTask.flags() | (source.nests() ? Rflags.NT : 0);
    cpu.setRflags(flags | Rflags.FIXED, Rflags.DEFINED);
    for (int index = ES; index <= GS; index++) {
      cpu.segment(index).setNull(newTask.selector(index));
    }
    cpu.segmentation().setNull(cpu.ldtr(), newTask.ldt());
    cpu.setCpl((flags & Rflags.VM) != 0 ? 3 : newTask.selector(CS) & 3);
    cpu.refresh();
    // What faults from here on faults in the new task, before its first instruction.
    RunState state = cpu.runState();
    state.instructionRip = cpu.rip();
    state.instructionRsp = cpu.registers[RSP];
    state.setSingleStep(false);
  }

  private void enterSegments() {
    enterLdt();
    if ((cpu.rflags() & Rflags.VM) != 0) {
      for (int index = ES; index <= GS; index++) {
        int selector = newTask.selector(index);
        cpu.segment(index)
            .set(selector, (long) selector << 4, 0xFFFF, SegmentRegister.VIRTUAL_8086);
      }
    } else {
      enterCode();
      enterStack();
      cpu.refresh(); // the handler of a fault in what follows has this stack
      for (int index = ES; index <= GS; index++) {
        if (index != CS && index != SS) {
          enterData(index);
        }
      }
    }
    cpu.refresh();
  }

  private void enterLdt() {
    int selector = newTask.ldt();
    if (Segmentation.isNull(selector)) {
      return;
    }
    Descriptor ldt = global(cpu, selector, Vector.TS);
    if (ldt.codeOrData() || ldt.type() != Descriptor.LDT || !ldt.present()) {
      throw cpu.fault(Vector.TS, ldt.errorCode());
    }
    cpu.ldtr().set(ldt);
  }

  private Descriptor segment(int selector) {
    if (Segmentation.isNull(selector)) {
      throw cpu.fault(Vector.TS, selector & 0xFFFC);
    }
    return cpu.segmentation().fetch(selector, Vector.TS);
  }

  private void enterCode() {
    Descriptor code = segment(newTask.selector(CS));
    boolean allowed =
        code.isCode()
            && (code.isConforming() ? code.dpl() <= code.rpl() : code.dpl() == code.rpl());
    if (!allowed) {
      throw cpu.fault(Vector.TS, code.errorCode());
    }
    cpu.segmentation().requirePresent(code, Vector.NP);
    cpu.segmentation().loadCode(code, code.rpl());
  }

  private void enterStack() {
    Descriptor stack = segment(newTask.selector(SS));
    cpu.segmentation().checkStack(stack, cpu.cpl(), Vector.TS, Vector.SS);
    cpu.segment(SS).set(cpu.segmentation().markAccessed(stack));
  }

  private void enterData(int index) {
    int selector = newTask.selector(index);
    if (Segmentation.isNull(selector)) {
      return;
    }
    Descriptor data = segment(selector);
    boolean anyPrivilege = data.isCode() && data.isConforming();
    if (!data.isReadable() || !anyPrivilege && data.dpl() < Math.max(data.rpl(), cpu.cpl())) {
      throw cpu.fault(Vector.TS, data.errorCode());
    }
    cpu.segmentation().requirePresent(data, Vector.NP);
    cpu.segment(index).set(cpu.segmentation().markAccessed(data));
  }

  private void finish(int from, int errorCode) {
    if (from != cpu.cpl()) {
      cpu.emit(new TraceEvent.Ring(from, cpu.cpl(), Gate.TASK_SWITCH));
    }
    if (errorCode != EventDelivery.NO_ERROR_CODE) {
      cpu.push(newTask.isWide() ? 4 : 2, errorCode);
      cpu.runState().instructionRsp = cpu.registers[RSP];
    }
    if (newTask.traps()) {
      cpu.runState().setPendingDebug(DebugRegisters.DR6_BT);
    }
    if (cpu.rip() > cpu.segment(CS).limit()) {
      throw cpu.fault(Vector.GP);
    }
  }
}
