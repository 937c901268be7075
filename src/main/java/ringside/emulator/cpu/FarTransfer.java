package ringside.emulator.cpu;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.bits.Bits;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;

/**
 * Jumps, calls and returns to another code segment (SDM, "Direct Calls or Jumps to Code Segments",
 * "Call Gates", "Returning from a Called Procedure").
 */
public final class FarTransfer {
  private FarTransfer() {}

  // JMP and CALL.

  /** JMP far. */
  public static void jump(LogicalProcessor cpu, int selector, long offset) {
    if (!cpu.mode().usesDescriptors()) {
      enterRealMode(cpu, selector, offset);
      return;
    }
    Descriptor target = target(cpu, selector);
    if (target.codeOrData()) {
      checkDirect(cpu, target);
      enter(cpu, target, offset, cpu.cpl());
      return;
    }
    switch (target.type()) {
      case Descriptor.CALL_GATE_16, Descriptor.CALL_GATE_32 -> {
        Descriptor code = throughGate(cpu, target);
        if (code.isConforming() ? code.dpl() > cpu.cpl() : code.dpl() != cpu.cpl()) {
          throw cpu.fault(Vector.GP, code.errorCode());
        }
        enter(cpu, code, gateTarget(cpu, target), cpu.cpl());
      }
      case Descriptor.TASK_GATE, Descriptor.TSS_16, Descriptor.TSS_32 ->
          TaskSwitch.jump(cpu, target);
      default -> throw cpu.fault(Vector.GP, target.errorCode());
    }
  }

  /** CALL far, with an operand size of 2, 4 or 8. */
  public static void call(LogicalProcessor cpu, int selector, long offset, int size) {
    if (!cpu.mode().usesDescriptors()) {
      pushReturnAddress(cpu, cpu.events().currentStack(), size);
      enterRealMode(cpu, selector, offset);
      return;
    }
    Descriptor target = target(cpu, selector);
    if (target.codeOrData()) {
      checkDirect(cpu, target);
      checkTarget(cpu, target, offset);
      pushReturnAddress(cpu, cpu.events().currentStack(), size);
      enter(cpu, target, offset, cpu.cpl());
      return;
    }
    switch (target.type()) {
      case Descriptor.CALL_GATE_16, Descriptor.CALL_GATE_32 -> callThroughGate(cpu, target);
      case Descriptor.TASK_GATE, Descriptor.TSS_16, Descriptor.TSS_32 ->
          TaskSwitch.call(cpu, target);
      default -> throw cpu.fault(Vector.GP, target.errorCode());
    }
  }

  private static Descriptor target(LogicalProcessor cpu, int selector) {
    if (Segmentation.isNull(selector)) {
      throw cpu.fault(Vector.GP);
    }
    return cpu.segmentation().fetch(selector, Vector.GP);
  }

  private static void checkDirect(LogicalProcessor cpu, Descriptor code) {
    boolean allowed =
        code.isCode()
            && (code.isConforming()
                ? code.dpl() <= cpu.cpl()
                : code.rpl() <= cpu.cpl() && code.dpl() == cpu.cpl());
    if (!allowed) {
      throw cpu.fault(Vector.GP, code.errorCode());
    }
    cpu.segmentation().checkCodeSize(code);
    cpu.segmentation().requirePresent(code, Vector.NP);
  }

  /** Checks a call gate and finds its code segment. */
  private static Descriptor throughGate(LogicalProcessor cpu, Descriptor gate) {
    boolean ia32e = cpu.mode().ia32e();
    if (gate.dpl() < Math.max(cpu.cpl(), gate.rpl())
        || ia32e && gate.type() != Descriptor.CALL_GATE_32) {
      throw cpu.fault(Vector.GP, gate.errorCode());
    }
    cpu.segmentation().requirePresent(gate, Vector.NP);
    Descriptor code = target(cpu, gate.gateSelector());
    if (!code.isCode() || code.dpl() > cpu.cpl() || ia32e && (!code.isLong() || code.isBig())) {
      throw cpu.fault(Vector.GP, code.errorCode());
    }
    cpu.segmentation().requirePresent(code, Vector.NP);
    return code;
  }

  private static long gateTarget(LogicalProcessor cpu, Descriptor gate) {
    return cpu.mode().ia32e()
        ? gate.gateOffset() | cpu.segmentation().upperHalf(gate, Vector.GP)
        : gate.gateOffset();
  }

  private static void callThroughGate(LogicalProcessor cpu, Descriptor gate) {
    Descriptor code = throughGate(cpu, gate);
    long target = gateTarget(cpu, gate);
    checkTarget(cpu, code, target);
    int from = cpu.cpl();
    boolean ia32e = cpu.mode().ia32e();
    int size = ia32e ? 8 : gate.type() == Descriptor.CALL_GATE_32 ? 4 : 2;
    if (code.isConforming() || code.dpl() == from) {
      pushReturnAddress(cpu, cpu.events().currentStack(), size);
      enter(cpu, code, target, from);
      return;
    }
    int to = code.dpl();
    PendingStack stack = ia32e ? cpu.events().innerStack64(to) : cpu.events().innerStack(to);
    stack.push(size, cpu.segment(SS).selector());
    stack.push(size, cpu.registers[RSP]);
    if (!ia32e) {
      copyParameters(cpu, stack, gate.gateParameters(), size);
    }
    pushReturnAddress(cpu, stack, size);
    cpu.segment(SS).copyFrom(stack.segment());
    enter(cpu, code, target, to);
    cpu.emit(new TraceEvent.Ring(from, to, Gate.CALL_FAR));
  }

  private static void copyParameters(
      LogicalProcessor cpu, PendingStack stack, int count, int size) {
    for (int i = count - 1; i >= 0; i--) {
      long offset = cpu.registers[RSP] + (long) i * size;
      stack.push(size, cpu.load(SS, Bits.zeroExtend(offset, cpu.stackAddressSize()), size));
    }
  }

  private static void pushReturnAddress(LogicalProcessor cpu, PendingStack stack, int size) {
    stack.push(size, cpu.segment(CS).selector());
    stack.push(size, cpu.nextRip());
    cpu.registers[RSP] = stack.pointer();
  }

  private static void enterRealMode(LogicalProcessor cpu, int selector, long offset) {
    SegmentRegister cs = cpu.segment(CS);
    if (offset > cs.limit()) {
      throw cpu.fault(Vector.GP);
    }
    cs.set(selector, (long) selector << 4, cs.limit(), cs.access());
    cpu.setRip(offset);
    cpu.refreshAfterTransfer();
  }

  private static void enter(LogicalProcessor cpu, Descriptor code, long target, int cpl) {
    checkTarget(cpu, code, target);
    cpu.segmentation().loadCode(code, cpl);
    cpu.setRip(target);
    cpu.refreshAfterTransfer();
  }

  /** Raises #GP(0) where {@code target} is beyond a segment's limit, or not canonical. */
  static void checkTarget(LogicalProcessor cpu, Descriptor code, long target) {
    boolean is64Bit = cpu.mode().ia32e() && code.isLong();
    if (is64Bit ? !LinearMemory.isCanonical(target) : target > code.limit()) {
      throw cpu.fault(Vector.GP);
    }
  }

  // RET.

  /** RET far, with an operand size of 2, 4 or 8, releasing {@code parameterBytes} of the stack. */
  public static void ret(LogicalProcessor cpu, int size, long parameterBytes) {
    long target = cpu.pop(size);
    int selector = (int) cpu.pop(size) & 0xFFFF;
    if (!cpu.mode().usesDescriptors()) {
      enterRealMode(cpu, selector, target);
      cpu.releaseStack(parameterBytes);
      return;
    }
    Descriptor code = returnTarget(cpu, selector);
    int from = cpu.cpl();
    int to = selector & 3;
    if (to == from) {
      enter(cpu, code, target, to);
      cpu.releaseStack(parameterBytes);
      return;
    }
    cpu.releaseStack(parameterBytes);
    long pointer = cpu.pop(size);
    SegmentRegister stack = returnStack(cpu, code, (int) cpu.pop(size) & 0xFFFF, to);
    checkTarget(cpu, code, target);
    cpu.segmentation().loadCode(code, to);
    cpu.setRip(target);
    enterOuterStack(cpu, stack, pointer);
    cpu.segmentation().dropInnerSegments(to);
    cpu.refreshAfterTransfer();
    cpu.releaseStack(parameterBytes);
    cpu.emit(new TraceEvent.Ring(from, to, Gate.RET_FAR));
  }

  /** Checks the code segment that RET or IRET goes to. */
  static Descriptor returnTarget(LogicalProcessor cpu, int selector) {
    Descriptor code = target(cpu, selector);
    boolean allowed =
        code.isCode()
            && code.rpl() >= cpu.cpl()
            && (code.isConforming() ? code.dpl() <= code.rpl() : code.dpl() == code.rpl());
    if (!allowed) {
      throw cpu.fault(Vector.GP, code.errorCode());
    }
    cpu.segmentation().checkCodeSize(code);
    cpu.segmentation().requirePresent(code, Vector.NP);
    return code;
  }

  /** Checks the stack segment that RET or IRET goes to. */
  static SegmentRegister returnStack(LogicalProcessor cpu, Descriptor code, int selector, int cpl) {
    boolean is64Bit = cpu.mode().ia32e() && code.isLong();
    if (Segmentation.isNull(selector)) {
      if (!is64Bit || cpl == 3 || (selector & 3) != cpl) {
        throw cpu.fault(Vector.GP);
      }
      return EventDelivery.nullStack(cpu, cpl);
    }
    Descriptor descriptor = cpu.segmentation().fetch(selector, Vector.GP);
    cpu.segmentation().checkStack(descriptor, cpl, Vector.GP, Vector.SS);
    SegmentRegister stack = cpu.incomingStack();
    stack.set(cpu.segmentation().markAccessed(descriptor));
    return stack;
  }

  /** Makes an outer stack current; CS is loaded already. */
  static void enterOuterStack(LogicalProcessor cpu, SegmentRegister stack, long pointer) {
    cpu.segment(SS).copyFrom(stack);
    boolean is64Bit = cpu.mode().ia32e() && cpu.segment(CS).isLong();
    cpu.setRegister(RSP, is64Bit ? 8 : stack.isBig() ? 4 : 2, pointer);
  }
}
