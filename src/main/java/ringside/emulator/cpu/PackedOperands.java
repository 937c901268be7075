package ringside.emulator.cpu;

import ringside.emulator.bits.Bits;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * Operands of MMX and SSE instructions (SDM, "SIMD Instructions and Exceptions"): who may use them,
 * and how they come into the fields of {@link Sse} and out of them. An MMX operand is in the low
 * quadword.
 */
public final class PackedOperands {
  private PackedOperands() {}

  /** The SSE unit, if software may use it now. */
  public static Sse sse(LogicalProcessor cpu) {
    ControlRegisters control = cpu.control();
    if ((control.cr0() & ControlRegisters.CR0_EM) != 0
        || !control.has4(ControlRegisters.CR4_OSFXSR)) {
      throw cpu.fault(Vector.UD);
    }
    if ((control.cr0() & ControlRegisters.CR0_TS) != 0) {
      throw cpu.fault(Vector.NM);
    }
    return cpu.sse();
  }

  /** The registers that MMX shares with the x87 FPU, if software may use them now. */
  public static X87 mmx(LogicalProcessor cpu) {
    long cr0 = cpu.control().cr0();
    if ((cr0 & ControlRegisters.CR0_EM) != 0) {
      throw cpu.fault(Vector.UD);
    }
    if ((cr0 & ControlRegisters.CR0_TS) != 0) {
      throw cpu.fault(Vector.NM);
    }
    if (cpu.x87().pending()) {
      throw cpu.fault(Vector.MF);
    }
    return cpu.x87();
  }

  /** Whether the instruction works on XMM registers, and not on MMX. */
  public static boolean isWide(DecodedInstruction instruction) {
    return instruction.kind(0) == OperandKind.XMM;
  }

  /** Checks that the unit may be used, and loads the second operand and then the first. */
  public static Sse load(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadSource(cpu, instruction);
    loadDestination(cpu, instruction);
    return unit;
  }

  /** Loads the first operand, a register. */
  public static void loadDestination(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = cpu.sse();
    int destination = instruction.register(0);
    if (isWide(instruction)) {
      unit.low = unit.low(destination);
      unit.high = unit.high(destination);
    } else {
      unit.low = cpu.x87().mmx(destination);
    }
  }

  /** Checks that the unit may be used, and loads the second operand. */
  public static Sse loadSource(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (isWide(instruction)) {
      Sse unit = sse(cpu);
      loadWide(cpu, instruction, 1, true);
      return unit;
    }
    X87 fpu = mmx(cpu);
    Sse unit = cpu.sse();
    unit.sourceLow =
        instruction.kind(1) == OperandKind.MMX
            ? fpu.mmx(instruction.register(1))
            : cpu.operand(instruction, 1);
    return unit;
  }

  /**
   * Loads an XMM register, or up to 16 bytes of memory, as the source.
   *
   * @param aligned whether 16 bytes of memory must be aligned
   */
  public static void loadWide(
      LogicalProcessor cpu, DecodedInstruction instruction, int at, boolean aligned) {
    Sse unit = cpu.sse();
    if (instruction.kind(at) == OperandKind.XMM) {
      unit.sourceLow = unit.low(instruction.register(at));
      unit.sourceHigh = unit.high(instruction.register(at));
    } else if (instruction.size(at) == 16) {
      long address = address(cpu, instruction, aligned);
      unit.sourceLow = loadQuadword(cpu, instruction, address);
      unit.sourceHigh = loadQuadword(cpu, instruction, address + 8);
    } else {
      unit.sourceLow = cpu.operand(instruction, at);
      unit.sourceHigh = 0;
    }
  }

  /** Stores 16 bytes to the memory operand, all or none. */
  public static void storeWide(
      LogicalProcessor cpu, DecodedInstruction instruction, boolean aligned, long low, long high) {
    long address = address(cpu, instruction, aligned);
    int piece = piece(cpu, instruction, address);
    for (int at = 0; at < 16; at += piece) {
      cpu.checkStore(instruction.segment(), offset(instruction, address + at), piece);
    }
    for (int at = 0; at < 16; at += piece) {
      long quadword = at < 8 ? low : high;
      long offset = offset(instruction, address + at);
      cpu.store(instruction.segment(), offset, piece, quadword >>> (at & 7) * 8);
    }
  }

  private static long loadQuadword(
      LogicalProcessor cpu, DecodedInstruction instruction, long address) {
    int piece = piece(cpu, instruction, address);
    long quadword = 0;
    for (int at = 0; at < 8; at += piece) {
      long offset = offset(instruction, address + at);
      quadword |= cpu.load(instruction.segment(), offset, piece) << at * 8;
    }
    return quadword;
  }

  /** Sixteen bytes that may be misaligned raise no #AC, as single bytes do not. */
  private static int piece(LogicalProcessor cpu, DecodedInstruction instruction, long address) {
    boolean misaligned = (cpu.linearAddress(instruction.segment(), address) & 7) != 0;
    return misaligned && (cpu.flags & Rflags.AC) != 0 ? 1 : 8;
  }

  private static long address(
      LogicalProcessor cpu, DecodedInstruction instruction, boolean aligned) {
    long address = cpu.effectiveAddress(instruction);
    if (aligned && (cpu.linearAddress(instruction.segment(), address) & 0xF) != 0) {
      throw cpu.fault(Vector.GP);
    }
    return address;
  }

  private static long offset(DecodedInstruction instruction, long address) {
    return Bits.zeroExtend(address, instruction.addressSize());
  }

  /** Writes the result to the register that is the first operand. */
  public static void store(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = cpu.sse();
    if (isWide(instruction)) {
      unit.set(instruction.register(0), unit.low, unit.high);
    } else {
      cpu.x87().enterMmx();
      cpu.x87().setMmx(instruction.register(0), unit.low);
    }
  }

  /**
   * Notes the floating-point exceptions of an SSE instruction, and raises #XM if one is not masked;
   * #UD if the operating system does not handle that.
   */
  public static void raise(LogicalProcessor cpu) {
    if (cpu.sse().arithmetic.finish()) {
      boolean handled = cpu.control().has4(ControlRegisters.CR4_OSXMMEXCPT);
      throw cpu.fault(handled ? Vector.XM : Vector.UD);
    }
  }
}
