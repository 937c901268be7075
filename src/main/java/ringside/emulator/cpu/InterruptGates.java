package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;

/**
 * The way from a vector through the IDT to an interrupt procedure, up to the last check that comes
 * before the stack (SDM, "Interrupt Procedures", "Protection of Exception- and Interrupt-Handler
 * Procedures").
 *
 * <p>What the checks came to is a function of what they read. So the last way of each vector is
 * kept, and taken again where the descriptors in memory are still the same; whoever watches memory
 * sees all the reads that the manual names.
 */
final class InterruptGates {
  /** Error code: the selector is the index of a gate in the IDT. */
  private static final int IDT = 2;

  private static final int VECTORS = 256;
  private static final int LOCAL = 4;

  private final LogicalProcessor cpu;
  private final @Nullable Way[] known = new @Nullable Way[VECTORS];

  InterruptGates(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /**
   * A way that passed all checks.
   *
   * @param upper the upper half of the offset, in IA-32e mode
   * @param code not marked as accessed yet; of a task gate, the gate
   * @param to the privilege that it leads to
   */
  record Way(
      Descriptor gate,
      long upper,
      Descriptor code,
      long target,
      int to,
      boolean checksDpl,
      int context,
      Mode mode,
      TableRegister idtr,
      TableRegister gdtr) {
    boolean isTaskGate() {
      return gate.type() == Descriptor.TASK_GATE;
    }

    /** Whether IF is cleared behind it. */
    boolean isInterruptGate() {
      return (gate.type() & 1) == 0;
    }

    /** Bytes of each value in the frame. */
    int frameSize() {
      return mode.ia32e() ? 8 : (gate.type() & 8) != 0 ? 4 : 2;
    }

    /** Index of a stack in the 64-bit TSS, 0 for none. */
    int interruptStack() {
      return (int) (gate.raw() >>> 32) & 7;
    }
  }

  /**
   * The way of a vector.
   *
   * @param checksDpl whether it was asked for by an instruction
   */
  Way find(int vector, boolean checksDpl) {
    Way way = known[vector];
    if (way != null && !cpu.isMemoryWatched() && holds(way, checksDpl)) {
      return way;
    }
    way = look(vector, checksDpl);
    if ((way.gate.gateSelector() & LOCAL) == 0 && !way.isTaskGate()) {
      known[vector] = way;
    }
    return way;
  }

  private boolean holds(Way way, boolean checksDpl) {
    if (way.idtr != cpu.idtr()
        || way.gdtr != cpu.gdtr()
        || way.context != cpu.context()
        || way.mode != cpu.mode()
        || way.checksDpl != checksDpl) {
      return false;
    }
    LinearMemory memory = cpu.linear();
    return memory.loadSystem(way.gate.address(), 8) == way.gate.raw()
        && (!way.mode.ia32e() || memory.loadSystem(way.gate.address() + 8, 4) == way.upper)
        && memory.loadSystem(way.code.address(), 8) == way.code.raw();
  }

  private Way look(int vector, boolean checksDpl) {
    boolean ia32e = cpu.mode().ia32e();
    int gateError = vector << 3 | IDT;
    Descriptor gate = gate(vector, gateError, ia32e);
    if (!isGate(gate, ia32e) || checksDpl && gate.dpl() < cpu.cpl()) {
      throw cpu.fault(Vector.GP, gateError);
    }
    if (!gate.present()) {
      throw cpu.fault(Vector.NP, gateError);
    }
    if (gate.type() == Descriptor.TASK_GATE) {
      return way(gate, 0, gate, 0, checksDpl);
    }
    long upper = ia32e ? cpu.linear().loadSystem(gate.address() + 8, 4) : 0;
    long target = gate.gateOffset() | upper << 32;
    Descriptor code = codeSegment(gate.gateSelector(), ia32e);
    if (ia32e ? !LinearMemory.isCanonical(target) : target > code.limit()) {
      throw cpu.fault(Vector.GP);
    }
    return way(gate, upper, code, target, checksDpl);
  }

  private Way way(Descriptor gate, long upper, Descriptor code, long target, boolean checksDpl) {
    return new Way(
        gate,
        upper,
        code,
        target,
        code.isConforming() ? cpu.cpl() : code.dpl(),
        checksDpl,
        cpu.context(),
        cpu.mode(),
        cpu.idtr(),
        cpu.gdtr());
  }

  private Descriptor gate(int vector, int gateError, boolean ia32e) {
    int size = ia32e ? 16 : 8;
    int offset = vector * size;
    if (offset + size - 1 > cpu.idtr().limit()) {
      throw cpu.fault(Vector.GP, gateError);
    }
    long address = cpu.idtr().base() + offset;
    return new Descriptor(gateError, address, cpu.linear().loadSystem(address, 8));
  }

  private static boolean isGate(Descriptor gate, boolean ia32e) {
    return !gate.codeOrData()
        && switch (gate.type()) {
          case Descriptor.INTERRUPT_GATE_32, Descriptor.TRAP_GATE_32 -> true;
          case Descriptor.INTERRUPT_GATE_16, Descriptor.TRAP_GATE_16, Descriptor.TASK_GATE ->
              !ia32e;
          default -> false;
        };
  }

  private Descriptor codeSegment(int selector, boolean ia32e) {
    if (Segmentation.isNull(selector)) {
      throw cpu.fault(Vector.GP);
    }
    Descriptor code = cpu.segmentation().fetch(selector, Vector.GP);
    boolean wrongSize = ia32e && (!code.isLong() || code.isBig());
    boolean from8086 = cpu.mode() == Mode.VIRTUAL_8086;
    if (!code.isCode()
        || code.dpl() > cpu.cpl()
        || wrongSize
        || from8086 && (code.isConforming() || code.dpl() != 0)) {
      throw cpu.fault(Vector.GP, code.errorCode());
    }
    cpu.segmentation().requirePresent(code, Vector.NP);
    return code;
  }
}
