package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.ControlRegisters.CR0_EM;
import static ringside.emulator.cpu.ControlRegisters.CR0_TS;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.softfloat.FloatValue;

/** What all x87 instructions do before their own work: checks, pointers, memory operands. */
final class X87Operands {
  private X87Operands() {}

  /** A control instruction that does not wait: only #NM. */
  static X87 enterWithoutWaiting(LogicalProcessor cpu) {
    if ((cpu.control().cr0() & (CR0_EM | CR0_TS)) != 0) {
      throw cpu.fault(Vector.NM);
    }
    return cpu.x87();
  }

  /** #NM, then #MF where an earlier exception is pending (SDM, "x87 FPU Exception Handling"). */
  static X87 enterWaiting(LogicalProcessor cpu) {
    X87 fpu = enterWithoutWaiting(cpu);
    if (fpu.pending()) {
      throw cpu.fault(Vector.MF);
    }
    return fpu;
  }

  /** Starts an instruction that computes; {@link #clearC1} follows when its operand is loaded. */
  static X87 enter(LogicalProcessor cpu) {
    X87 fpu = enterWaiting(cpu);
    fpu.begin();
    return fpu;
  }

  /** {@link #enter} for an instruction that leaves C1 alone unless the stack faults. */
  static X87 enterKeepingC1(LogicalProcessor cpu) {
    X87 fpu = enterWaiting(cpu);
    fpu.begin();
    return fpu;
  }

  /**
   * Remembers where the instruction and its operand are. Called when nothing can fault any more.
   */
  static void remember(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = cpu.x87();
    int modRm = i.byteAt(opcodeAt(i) + 1);
    fpu.setInstruction(
        cpu.segment(LogicalProcessor.CS).selector(), cpu.rip(), (i.opcode() & 7) << 8 | modRm);
    if (i.hasMemory()) {
      fpu.setData(cpu.segment(i.segment()).selector(), cpu.effectiveAddress(i));
    }
  }

  /** {@link #remember}, and clears C1, which a fault of the memory operand leaves alone. */
  static void clearC1(LogicalProcessor cpu, DecodedInstruction i) {
    remember(cpu, i);
    cpu.x87().setC1(false);
  }

  private static int opcodeAt(DecodedInstruction i) {
    int at = 0;
    while (i.byteAt(at) != i.opcode()) {
      at++;
    }
    return at;
  }

  static FloatValue loadSingle(LogicalProcessor cpu, DecodedInstruction i) {
    return FloatValue.ofSingle((int) load(cpu, i, 0, 4));
  }

  static FloatValue loadDouble(LogicalProcessor cpu, DecodedInstruction i) {
    return FloatValue.ofDouble(load(cpu, i, 0, 8));
  }

  static FloatValue loadInteger(LogicalProcessor cpu, DecodedInstruction i, int size) {
    return FloatValue.ofInteger(Bits.signExtend(load(cpu, i, 0, size), size));
  }

  /** Loads part of the memory operand. */
  static long load(LogicalProcessor cpu, DecodedInstruction i, int at, int size) {
    return cpu.load(i.segment(), offset(cpu, i, at), size);
  }

  /** Stores part of the memory operand. */
  static void store(LogicalProcessor cpu, DecodedInstruction i, int at, int size, long value) {
    cpu.store(i.segment(), offset(cpu, i, at), size, value);
  }

  /** Raises the faults of a store. */
  static void probe(LogicalProcessor cpu, DecodedInstruction i, int at, int size) {
    long unused = cpu.loadForWrite(i.segment(), offset(cpu, i, at), size);
  }

  private static long offset(LogicalProcessor cpu, DecodedInstruction i, int at) {
    return Bits.zeroExtend(cpu.effectiveAddress(i) + at, i.addressSize());
  }
}
