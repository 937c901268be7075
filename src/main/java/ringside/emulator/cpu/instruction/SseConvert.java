package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.SseArithmetic;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.isa.Opcode;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;

/** Conversions between floating-point formats and integers (SDM, "SSE Conversion Instructions"). */
public final class SseConvert {
  private SseConvert() {}

  // Between general registers and the low element.

  /** Converts an integer to the low element. */
  @Instruction(
      """
      F3 0F 2A /r  CVTSI2SS  Vx, Ey   cpuid=SSE
      F2 0F 2A /r  CVTSI2SD  Vx, Ey   cpuid=SSE2
      """)
  public static void cvtsi2s(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = cpu.operand(instruction, 1);
    long integer = instruction.size(1) == 8 ? source : (int) source;
    boolean isDouble = SseOperands.isDouble(instruction);
    int register = instruction.register(0);
    unit.arithmetic.begin();
    long result = unit.arithmetic.fromInteger(integer, isDouble);
    PackedOperands.raise(cpu);
    long kept = isDouble ? 0 : unit.low(register) & 0xFFFF_FFFF_0000_0000L;
    unit.setLow(register, kept | result);
  }

  /** Converts the low element to an integer. */
  @Instruction(
      """
      F3 0F 2D /r  CVTSS2SI  Gy, Wss   cpuid=SSE
      F2 0F 2D /r  CVTSD2SI  Gy, Wsd   cpuid=SSE2
      """)
  public static void cvts2si(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    toGeneral(cpu, instruction, unit.rounding());
  }

  /** Converts the low element to an integer, truncated. */
  @Instruction(
      """
      F3 0F 2C /r  CVTTSS2SI  Gy, Wss   cpuid=SSE
      F2 0F 2C /r  CVTTSD2SI  Gy, Wsd   cpuid=SSE2
      """)
  public static void cvtts2si(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unused = PackedOperands.sse(cpu);
    toGeneral(cpu, instruction, Rounding.TOWARD_ZERO);
  }

  private static void toGeneral(
      LogicalProcessor cpu, DecodedInstruction instruction, Rounding rounding) {
    Sse unit = cpu.sse();
    PackedOperands.loadWide(cpu, instruction, 1, false);
    unit.arithmetic.begin(rounding);
    int size = instruction.size(0);
    long result =
        unit.arithmetic.toInteger(unit.sourceLow, SseOperands.isDouble(instruction), size);
    PackedOperands.raise(cpu);
    cpu.setOperand(instruction, 0, result);
  }

  // Between XMM registers.

  /** Converts singles to doubles, or doubles to singles. */
  @Instruction(
      """
      NP 0F 5A /r  CVTPS2PD  Vx, Wq    cpuid=SSE2
      66 0F 5A /r  CVTPD2PS  Vx, Wx    cpuid=SSE2
      F3 0F 5A /r  CVTSS2SD  Vx, Wss   cpuid=SSE2
      F2 0F 5A /r  CVTSD2SS  Vx, Wsd   cpuid=SSE2
      """)
  public static void cvtFloat(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    boolean scalar = SseOperands.isScalar(instruction);
    if (!SseOperands.isDouble(instruction)) {
      long source = unit.sourceLow;
      unit.low = arithmetic.convert(source, true);
      unit.high = scalar ? unit.high : arithmetic.convert(source >>> 32, true);
    } else if (scalar) {
      long kept = unit.low & 0xFFFF_FFFF_0000_0000L;
      unit.low = kept | arithmetic.convert(unit.sourceLow, false);
    } else {
      long low = arithmetic.convert(unit.sourceLow, false);
      unit.low = arithmetic.convert(unit.sourceHigh, false) << 32 | low;
      unit.high = 0;
    }
    SseOperands.store(cpu, instruction);
  }

  /** Converts four integers to singles. */
  @Instruction("NP 0F 5B /r  CVTDQ2PS  Vx, Wx   cpuid=SSE2")
  public static void cvtdq2ps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    unit.low = integersToSingles(unit.arithmetic, unit.sourceLow);
    unit.high = integersToSingles(unit.arithmetic, unit.sourceHigh);
    SseOperands.store(cpu, instruction);
  }

  private static long integersToSingles(SseArithmetic arithmetic, long source) {
    long low = arithmetic.fromInteger((int) source, false);
    return arithmetic.fromInteger((int) (source >>> 32), false) << 32 | low;
  }

  /** Converts two integers to doubles. */
  @Instruction("F3 0F E6 /r  CVTDQ2PD  Vx, Wq   cpuid=SSE2")
  public static void cvtdq2pd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    long source = unit.sourceLow;
    unit.low = unit.arithmetic.fromInteger((int) source, true);
    unit.high = unit.arithmetic.fromInteger((int) (source >>> 32), true);
    SseOperands.store(cpu, instruction);
  }

  /** Converts four singles to integers; CVTTPS2DQ truncates. */
  @Instruction(
      """
      66 0F 5B /r  CVTPS2DQ   Vx, Wx   cpuid=SSE2
      F3 0F 5B /r  CVTTPS2DQ  Vx, Wx   cpuid=SSE2
      """)
  public static void cvtps2dq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    boolean truncates = instruction.row().opcode().prefix() == Opcode.MandatoryPrefix.PF3;
    unit.arithmetic.begin(truncates ? Rounding.TOWARD_ZERO : unit.rounding());
    unit.low = singlesToIntegers(unit.arithmetic, unit.sourceLow);
    unit.high = singlesToIntegers(unit.arithmetic, unit.sourceHigh);
    SseOperands.store(cpu, instruction);
  }

  private static long singlesToIntegers(SseArithmetic arithmetic, long source) {
    long low = arithmetic.toInteger(source, false, 4);
    long high = arithmetic.toInteger(source >>> 32, false, 4);
    return put(low, 32, 0) | put(high, 32, 32);
  }

  /** Converts two doubles to integers; CVTTPD2DQ truncates. */
  @Instruction(
      """
      F2 0F E6 /r  CVTPD2DQ   Vx, Wx   cpuid=SSE2
      66 0F E6 /r  CVTTPD2DQ  Vx, Wx   cpuid=SSE2
      """)
  public static void cvtpd2dq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    boolean truncates = instruction.row().opcode().prefix() == Opcode.MandatoryPrefix.P66;
    unit.arithmetic.begin(truncates ? Rounding.TOWARD_ZERO : unit.rounding());
    long low = unit.arithmetic.toInteger(unit.sourceLow, true, 4);
    long high = unit.arithmetic.toInteger(unit.sourceHigh, true, 4);
    unit.low = put(low, 32, 0) | put(high, 32, 32);
    unit.high = 0;
    SseOperands.store(cpu, instruction);
  }

  // Between MMX and XMM registers.

  /** Converts two integers of an MMX register or memory to singles, and keeps the high half. */
  @Instruction("NP 0F 2A /r  CVTPI2PS  Vx, Qq   cpuid=SSE")
  public static void cvtpi2ps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = mmxSource(cpu, instruction);
    unit.arithmetic.begin();
    long result = integersToSingles(unit.arithmetic, source);
    PackedOperands.raise(cpu);
    unit.setLow(instruction.register(0), result);
  }

  /** Converts two integers of an MMX register or memory to doubles. */
  @Instruction("66 0F 2A /r  CVTPI2PD  Vx, Qq   cpuid=SSE2")
  public static void cvtpi2pd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = mmxSource(cpu, instruction);
    unit.arithmetic.begin();
    long low = unit.arithmetic.fromInteger((int) source, true);
    unit.set(
        instruction.register(0), low, unit.arithmetic.fromInteger((int) (source >>> 32), true));
  }

  /** An MMX source makes the unit enter the MMX state; memory does not. */
  private static long mmxSource(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (instruction.kind(1) != OperandKind.MMX) {
      return cpu.operand(instruction, 1);
    }
    X87 fpu = PackedOperands.mmx(cpu);
    fpu.enterMmx();
    return fpu.mmx(instruction.register(1));
  }

  /** Converts two singles to integers in an MMX register; CVTTPS2PI truncates. */
  @Instruction(
      """
      NP 0F 2D /r  CVTPS2PI   Pq, Wq   cpuid=SSE
      NP 0F 2C /r  CVTTPS2PI  Pq, Wq   cpuid=SSE
      """)
  public static void cvtps2pi(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = beginToMmx(cpu, instruction);
    long result = singlesToIntegers(unit.arithmetic, unit.sourceLow);
    storeMmx(cpu, instruction, result);
  }

  /** Converts two doubles to integers in an MMX register; CVTTPD2PI truncates. */
  @Instruction(
      """
      66 0F 2D /r  CVTPD2PI   Pq, Wx   cpuid=SSE2
      66 0F 2C /r  CVTTPD2PI  Pq, Wx   cpuid=SSE2
      """)
  public static void cvtpd2pi(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = beginToMmx(cpu, instruction);
    long low = unit.arithmetic.toInteger(unit.sourceLow, true, 4);
    long high = unit.arithmetic.toInteger(unit.sourceHigh, true, 4);
    storeMmx(cpu, instruction, put(low, 32, 0) | put(high, 32, 32));
  }

  private static Sse beginToMmx(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    X87 unused = PackedOperands.mmx(cpu);
    PackedOperands.loadWide(cpu, instruction, 1, true);
    boolean truncates = instruction.opcode() == 0x2C;
    unit.arithmetic.begin(truncates ? Rounding.TOWARD_ZERO : unit.rounding());
    return unit;
  }

  private static void storeMmx(LogicalProcessor cpu, DecodedInstruction instruction, long result) {
    PackedOperands.raise(cpu);
    cpu.x87().enterMmx();
    cpu.x87().setMmx(instruction.register(0), result);
  }
}
