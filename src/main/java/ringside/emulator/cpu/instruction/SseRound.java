package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.SseArithmetic;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;

/** Rounding to integers, and approximations (SDM, "ROUNDPS", "RCPPS", "RSQRTPS"). */
public final class SseRound {
  private SseRound() {}

  /** Rounds singles to integers. */
  @Instruction(
      """
      66 0F 3A 08 /r ib  ROUNDPS  Vx, Wx, Ib    cpuid=SSE4_1
      66 0F 3A 0A /r ib  ROUNDSS  Vx, Wss, Ib   cpuid=SSE4_1
      """)
  public static void roundSingles(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = begin(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    long first = arithmetic.roundToIntegral(unit.sourceLow, false);
    if (instruction.opcode() == 0x0A) {
      unit.low = unit.low & 0xFFFF_FFFF_0000_0000L | first;
    } else {
      unit.low = arithmetic.roundToIntegral(unit.sourceLow >>> 32, false) << 32 | first;
      long third = arithmetic.roundToIntegral(unit.sourceHigh, false);
      unit.high = arithmetic.roundToIntegral(unit.sourceHigh >>> 32, false) << 32 | third;
    }
    finish(cpu, instruction, unit);
  }

  /** Rounds doubles to integers. */
  @Instruction(
      """
      66 0F 3A 09 /r ib  ROUNDPD  Vx, Wx, Ib    cpuid=SSE4_1
      66 0F 3A 0B /r ib  ROUNDSD  Vx, Wsd, Ib   cpuid=SSE4_1
      """)
  public static void roundDoubles(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = begin(cpu, instruction);
    unit.low = unit.arithmetic.roundToIntegral(unit.sourceLow, true);
    if (instruction.opcode() == 0x09) {
      unit.high = unit.arithmetic.roundToIntegral(unit.sourceHigh, true);
    }
    finish(cpu, instruction, unit);
  }

  /** Immediate bits 1:0 are the rounding, unless bit 2 leaves it to MXCSR. */
  private static Sse begin(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int control = (int) instruction.immediate();
    unit.arithmetic.begin((control & 4) != 0 ? unit.rounding() : Rounding.of(control));
    return unit;
  }

  /** Immediate bit 3 suppresses the precision exception. */
  private static void finish(LogicalProcessor cpu, DecodedInstruction instruction, Sse unit) {
    if ((instruction.immediate() & 8) != 0) {
      unit.arithmetic.suppress(FloatEnvironment.PRECISION);
    }
    SseOperands.store(cpu, instruction);
  }

  /** Approximate reciprocals. */
  @Instruction(
      """
      NP 0F 53 /r  RCPPS  Vx, Wx    cpuid=SSE
      F3 0F 53 /r  RCPSS  Vx, Wss   cpuid=SSE
      """)
  public static void rcp(LogicalProcessor cpu, DecodedInstruction instruction) {
    approximate(cpu, instruction, false);
  }

  /** Approximate reciprocals of square roots. */
  @Instruction(
      """
      NP 0F 52 /r  RSQRTPS  Vx, Wx    cpuid=SSE
      F3 0F 52 /r  RSQRTSS  Vx, Wss   cpuid=SSE
      """)
  public static void rsqrt(LogicalProcessor cpu, DecodedInstruction instruction) {
    approximate(cpu, instruction, true);
  }

  private static void approximate(
      LogicalProcessor cpu, DecodedInstruction instruction, boolean root) {
    Sse unit = PackedOperands.load(cpu, instruction);
    long first = approximate((int) unit.sourceLow, root);
    if (SseOperands.isScalar(instruction)) {
      unit.low = unit.low & 0xFFFF_FFFF_0000_0000L | first;
    } else {
      unit.low = approximate((int) (unit.sourceLow >>> 32), root) << 32 | first;
      long third = approximate((int) unit.sourceHigh, root);
      unit.high = approximate((int) (unit.sourceHigh >>> 32), root) << 32 | third;
    }
    PackedOperands.store(cpu, instruction);
  }

  /**
   * The manual allows a relative error of 1.5 × 2^-12, so the value that is right to half a unit
   * will do. Denormals are taken for zeros, tiny results become zero, and nothing is reported.
   */
  private static long approximate(int bits, boolean root) {
    float source = Float.intBitsToFloat(bits);
    if (Float.isNaN(source)) {
      return (bits | 0x40_0000) & 0xFFFF_FFFFL;
    }
    if (Math.abs(source) < Float.MIN_NORMAL) {
      return (bits < 0 ? 0xFF80_0000L : 0x7F80_0000L);
    }
    if (root && source < 0) {
      return 0xFFC0_0000L;
    }
    float result = (float) (1.0 / (root ? Math.sqrt(source) : source));
    if (Math.abs(result) < Float.MIN_NORMAL) {
      result = Math.copySign(0f, result);
    }
    return Float.floatToRawIntBits(result) & 0xFFFF_FFFFL;
  }
}
