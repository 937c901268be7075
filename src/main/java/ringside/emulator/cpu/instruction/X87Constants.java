package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.SoftFloat;

/** Constants, kept with more bits than a register has and rounded when they are loaded. */
public final class X87Constants {
  private X87Constants() {}

  /**
   * A constant as 64 bits, and a number far below the last of them with the sign of what the 64
   * bits leave out.
   */
  private record Constant(int exponent, long significand, int beyond) {
    FloatValue rounded(X87 fpu) {
      FloatEnvironment silent = new FloatEnvironment(NanRule.X87);
      silent.rounding = fpu.environment.rounding;
      FloatValue head = FloatValue.finite(false, exponent, significand);
      FloatValue tail = FloatValue.finite(beyond < 0, exponent - 66, 1L << 63);
      return SoftFloat.add(head, tail, FloatFormat.EXTENDED, silent);
    }
  }

  private static final Constant LOG2_10 = new Constant(1, 0xD49A_784B_CD1B_8AFEL, 1);
  private static final Constant LOG2_E = new Constant(0, 0xB8AA_3B29_5C17_F0BCL, -1);
  private static final Constant PI = new Constant(1, 0xC90F_DAA2_2168_C235L, -1);
  private static final Constant LOG10_2 = new Constant(-2, 0x9A20_9A84_FBCF_F799L, -1);
  private static final Constant LN_2 = new Constant(-1, 0xB172_17F7_D1CF_79ACL, -1);

  /** Pushes +1.0. */
  @Instruction("D9 E8  FLD1")
  public static void fld1(LogicalProcessor cpu, DecodedInstruction i) {
    load(cpu, i, X87Operands.enter(cpu), FloatValue.ofInteger(1));
  }

  /** Pushes +0.0. */
  @Instruction("D9 EE  FLDZ")
  public static void fldz(LogicalProcessor cpu, DecodedInstruction i) {
    load(cpu, i, X87Operands.enter(cpu), FloatValue.zero(false));
  }

  /** Pushes the base-2 logarithm of 10. */
  @Instruction("D9 E9  FLDL2T")
  public static void fldl2t(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    load(cpu, i, fpu, LOG2_10.rounded(fpu));
  }

  /** Pushes the base-2 logarithm of e. */
  @Instruction("D9 EA  FLDL2E")
  public static void fldl2e(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    load(cpu, i, fpu, LOG2_E.rounded(fpu));
  }

  /** Pushes pi. */
  @Instruction("D9 EB  FLDPI")
  public static void fldpi(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    load(cpu, i, fpu, PI.rounded(fpu));
  }

  /** Pushes the base-10 logarithm of 2. */
  @Instruction("D9 EC  FLDLG2")
  public static void fldlg2(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    load(cpu, i, fpu, LOG10_2.rounded(fpu));
  }

  /** Pushes the natural logarithm of 2. */
  @Instruction("D9 ED  FLDLN2")
  public static void fldln2(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    load(cpu, i, fpu, LN_2.rounded(fpu));
  }

  private static void load(
      LogicalProcessor cpu, DecodedInstruction i, X87 fpu, FloatValue constant) {
    X87Operands.clearC1(cpu, i);
    FloatValue value = fpu.isEmpty(-1) ? constant : fpu.stackOverflow();
    if (fpu.finish()) {
      fpu.push(value);
    }
  }
}
