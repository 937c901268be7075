package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.bits.Bits;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;

/** IRET (SDM, "IRET/IRETD/IRETQ—Interrupt Return"): each kind of return has its own method. */
public final class InterruptReturn {
  private static final long LOW_FLAGS = Alu.STATUS_FLAGS | Rflags.TF | Rflags.DF | Rflags.NT;
  private static final long HIGH_FLAGS = Rflags.RF | Rflags.AC | Rflags.ID;

  private InterruptReturn() {}

  /** Executes IRET with an operand size of 2, 4 or 8. */
  public static void execute(LogicalProcessor cpu, int operandSize) {
    switch (cpu.mode()) {
      case REAL -> inRealMode(cpu, operandSize);
      case VIRTUAL_8086 -> inVirtual8086Mode(cpu, operandSize);
      case PROTECTED, COMPATIBILITY, LONG -> inProtectedMode(cpu, operandSize);
    }
    Virtualization guest = cpu.guest();
    if (guest == null) {
      cpu.runState().setNmiBlocked(false);
    } else {
      guest.interruptReturn();
    }
  }

  private static void inRealMode(LogicalProcessor cpu, int size) {
    long target = cpu.pop(size);
    int selector = (int) cpu.pop(size) & 0xFFFF;
    long image = cpu.pop(size);
    if (target > cpu.segment(CS).limit()) {
      throw cpu.fault(Vector.GP);
    }
    jump8086(cpu, selector, target);
    long writable = LOW_FLAGS | Rflags.IF | Rflags.IOPL | (size == 4 ? HIGH_FLAGS : 0);
    cpu.setRflags(image, writable);
  }

  private static void jump8086(LogicalProcessor cpu, int selector, long target) {
    SegmentRegister cs = cpu.segment(CS);
    cs.set(selector, (long) selector << 4, cs.limit(), cs.access());
    cpu.setRip(target);
    cpu.refreshAfterTransfer();
  }

  private static void inVirtual8086Mode(LogicalProcessor cpu, int size) {
    boolean iopl3 = cpu.ioPrivilegeLevel() == 3;
    boolean virtualized = !iopl3 && size == 2 && cpu.control().has4(ControlRegisters.CR4_VME);
    if (!iopl3 && !virtualized) {
      throw cpu.fault(Vector.GP);
    }
    long target = cpu.pop(size);
    int selector = (int) cpu.pop(size) & 0xFFFF;
    long image = cpu.pop(size);
    if (target > cpu.segment(CS).limit()) {
      throw cpu.fault(Vector.GP);
    }
    if (virtualized) {
      boolean enables = (image & Rflags.IF) != 0;
      if (enables && (cpu.rflags() & Rflags.VIP) != 0 || (image & Rflags.TF) != 0) {
        throw cpu.fault(Vector.GP);
      }
      cpu.setRflags(enables ? Rflags.VIF : 0, Rflags.VIF);
    }
    jump8086(cpu, selector, target);
    long interruptFlag = virtualized ? 0 : Rflags.IF;
    cpu.setRflags(image, LOW_FLAGS | interruptFlag | (size == 4 ? HIGH_FLAGS : 0));
  }

  private static void inProtectedMode(LogicalProcessor cpu, int size) {
    if ((cpu.flags & Rflags.NT) != 0) {
      if (cpu.mode().ia32e()) {
        throw cpu.fault(Vector.GP);
      }
      TaskSwitch.returnToPrevious(cpu);
      return;
    }
    boolean is64Bit = cpu.mode() == Mode.LONG;
    StackReader frame = cpu.stackReader();
    frame.begin(size, is64Bit ? 5 : 3);
    long target = frame.pop();
    int selector = (int) frame.pop() & 0xFFFF;
    long image = frame.pop();
    if ((image & Rflags.VM) != 0 && size == 4 && cpu.cpl() == 0 && !cpu.mode().ia32e()) {
      toVirtual8086Mode(cpu, target, selector, image);
      return;
    }
    Descriptor code = FarTransfer.returnTarget(cpu, selector);
    int from = cpu.cpl();
    int to = selector & 3;
    SegmentRegister stack = null;
    long pointer = 0;
    if (to > from || is64Bit) {
      if (!is64Bit) {
        frame.begin(size, 2);
      }
      pointer = frame.pop();
      stack = FarTransfer.returnStack(cpu, code, (int) frame.pop() & 0xFFFF, to);
    }
    FarTransfer.checkTarget(cpu, code, target);
    long writable = writableFlags(cpu, size, from);
    cpu.segmentation().loadCode(code, to);
    cpu.setRip(target);
    cpu.setRflags(image, writable);
    if (stack != null) {
      FarTransfer.enterOuterStack(cpu, stack, pointer);
    }
    if (to > from) {
      cpu.segmentation().dropInnerSegments(to);
    }
    cpu.refreshAfterTransfer();
    emitReturn(cpu, from, to);
  }

  private static long writableFlags(LogicalProcessor cpu, int size, int cpl) {
    long writable = LOW_FLAGS | (size > 2 ? HIGH_FLAGS : 0);
    if (cpl <= cpu.ioPrivilegeLevel()) {
      writable |= Rflags.IF;
    }
    if (cpl == 0) {
      writable |= Rflags.IOPL | (size > 2 ? Rflags.VIF | Rflags.VIP : 0);
    }
    return writable;
  }

  private static void toVirtual8086Mode(
      LogicalProcessor cpu, long target, int selector, long image) {
    long pointer = cpu.pop(4);
    int[] selectors = new int[6];
    for (int index : new int[] {SS, ES, DS, FS, GS}) {
      selectors[index] = (int) cpu.pop(4) & 0xFFFF;
    }
    selectors[CS] = selector;
    int from = cpu.cpl();
    cpu.setCpl(3);
    cpu.setRflags(image, Rflags.DEFINED);
    for (int index = ES; index <= GS; index++) {
      int value = selectors[index];
      cpu.segment(index).set(value, (long) value << 4, 0xFFFF, SegmentRegister.VIRTUAL_8086);
    }
    cpu.registers[RSP] = pointer;
    cpu.setRip(Bits.zeroExtend(target, 2));
    cpu.refresh();
    emitReturn(cpu, from, 3);
  }

  private static void emitReturn(LogicalProcessor cpu, int from, int to) {
    if (cpu.trace() == null) {
      return;
    }
    if (from != to) {
      cpu.emit(new TraceEvent.Ring(from, to, Gate.IRET));
    }
    cpu.emit(new TraceEvent.Return(Gate.IRET, from, to));
  }
}
