package ringside.emulator.cpu.instruction;

import java.util.function.BiFunction;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.FloatValue.Kind;
import ringside.emulator.softfloat.SoftFloat;
import ringside.emulator.softfloat.Transcendental;

/** Trigonometric, logarithmic and exponential instructions (SDM, "x87 FPU Transcendental"). */
public final class X87Transcendental {
  private static final FloatValue ONE = FloatValue.ofInteger(1);
  private static final FloatValue PI = FloatValue.finite(false, 1, 0xC90F_DAA2_2168_C235L);

  private X87Transcendental() {}

  // ---- trigonometry ----------------------------------------------------------------------------

  /** Sine of ST(0). */
  @Instruction("D9 FE  FSIN")
  public static void fsin(LogicalProcessor cpu, DecodedInstruction i) {
    trigonometric(cpu, i, X87Transcendental::sine, false);
  }

  /** Cosine of ST(0). */
  @Instruction("D9 FF  FCOS")
  public static void fcos(LogicalProcessor cpu, DecodedInstruction i) {
    trigonometric(cpu, i, X87Transcendental::cosine, false);
  }

  /** Replaces ST(0) by its tangent and pushes 1.0. */
  @Instruction("D9 F2  FPTAN")
  public static void fptan(LogicalProcessor cpu, DecodedInstruction i) {
    trigonometric(cpu, i, (x, e) -> x.isZero() ? x : Transcendental.tangent(x, e), true);
  }

  private static FloatValue sine(FloatValue x, FloatEnvironment e) {
    return x.isZero() ? x : Transcendental.sine(x, e);
  }

  private static FloatValue cosine(FloatValue x, FloatEnvironment e) {
    return x.isZero() ? ONE : Transcendental.cosine(x, e);
  }

  private static void trigonometric(
      LogicalProcessor cpu,
      DecodedInstruction i,
      BiFunction<FloatValue, FloatEnvironment, FloatValue> function,
      boolean pushesOne) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    fpu.setConditions(fpu.status() & (X87.C0 | X87.C3));
    if (outOfRange(fpu, pushesOne)) {
      return;
    }
    FloatValue result = angleResult(fpu, function, pushesOne);
    if (fpu.finish()) {
      fpu.set(0, result);
      if (pushesOne) {
        fpu.push(result.isNan() ? result : ONE);
      }
    }
  }

  /** Replaces ST(0) by its sine and pushes its cosine. */
  @Instruction("D9 FB  FSINCOS")
  public static void fsincos(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    fpu.setConditions(fpu.status() & (X87.C0 | X87.C3));
    if (outOfRange(fpu, true)) {
      return;
    }
    FloatValue sine = angleResult(fpu, X87Transcendental::sine, true);
    FloatValue cosine = sine.isNan() ? sine : cosine(fpu.get(0), fpu.environment);
    if (fpu.finish()) {
      fpu.set(0, sine);
      fpu.push(cosine);
    }
  }

  /** An angle of 2^63 or more is left alone and C2 is set. */
  private static boolean outOfRange(X87 fpu, boolean pushes) {
    boolean stackFault = fpu.isEmpty(0) || pushes && !fpu.isEmpty(-1);
    FloatValue angle = fpu.get(0);
    boolean outside = !stackFault && angle.kind() == Kind.FINITE && angle.exponent() >= 63;
    if (outside) {
      fpu.setConditions(fpu.status() & (X87.C0 | X87.C3) | X87.C2);
    }
    return outside;
  }

  private static FloatValue angleResult(
      X87 fpu, BiFunction<FloatValue, FloatEnvironment, FloatValue> function, boolean pushes) {
    if (fpu.isEmpty(0)) {
      return fpu.stackUnderflow();
    }
    if (pushes && !fpu.isEmpty(-1)) {
      return fpu.stackOverflow();
    }
    FloatValue angle = fpu.get(0);
    if (angle.isInfinite()) {
      fpu.environment.flags |= FloatEnvironment.INVALID;
      return FloatValue.INDEFINITE;
    }
    if (angle.kind() != Kind.FINITE && !angle.isZero()) {
      return SoftFloat.propagateNan(angle, angle, fpu.environment);
    }
    noteDenormal(fpu, angle);
    return function.apply(angle, fpu.environment);
  }

  /** Replaces ST(1) by the angle of the point (ST(0), ST(1)) and pops. */
  @Instruction("D9 F3  FPATAN")
  public static void fpatan(LogicalProcessor cpu, DecodedInstruction i) {
    binary(cpu, i, X87Transcendental::arctangent);
  }

  private static FloatValue arctangent(FloatValue y, FloatValue x, FloatEnvironment e) {
    if (y.kind() == Kind.FINITE && x.kind() == Kind.FINITE) {
      return Transcendental.arctangent(y, x, e);
    }
    boolean left = x.negative();
    if (y.isZero() || x.isInfinite() && !y.isInfinite()) {
      return left ? piTimes(1, 0, y.negative(), e) : FloatValue.zero(y.negative());
    }
    if (y.isInfinite() && x.isInfinite()) {
      return piTimes(left ? 3 : 1, -2, y.negative(), e);
    }
    return piTimes(1, -1, y.negative(), e);
  }

  /** factor * 2^power * pi. */
  private static FloatValue piTimes(int factor, int power, boolean negative, FloatEnvironment e) {
    FloatValue scale = FloatValue.finite(negative, 63 + power, factor);
    FloatValue product = SoftFloat.multiply(PI, scale, FloatFormat.EXTENDED, e);
    e.flags |= FloatEnvironment.PRECISION;
    return product;
  }

  // ---- exponentials and logarithms -------------------------------------------------------------

  /** Replaces ST(0) by 2^ST(0) - 1. */
  @Instruction("D9 F0  F2XM1")
  public static void f2xm1(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    FloatValue x = fpu.get(0);
    FloatValue result;
    if (fpu.isEmpty(0)) {
      result = fpu.stackUnderflow();
    } else if (x.isInfinite()) {
      result = x.negative() ? ONE.negate() : x;
    } else if (x.isZero()) {
      result = x;
    } else if (x.kind() != Kind.FINITE) {
      result = SoftFloat.propagateNan(x, x, fpu.environment);
    } else if (x.exponent() > 0) {
      result = x; // outside -1 to 1 the result is undefined: the operand stays
    } else {
      noteDenormal(fpu, x);
      result = Transcendental.exponentialMinusOne(x, fpu.environment);
    }
    if (fpu.finish()) {
      fpu.set(0, result);
    }
  }

  /** Replaces ST(1) by ST(1) * log2 ST(0) and pops. */
  @Instruction("D9 F1  FYL2X")
  public static void fyl2x(LogicalProcessor cpu, DecodedInstruction i) {
    binary(cpu, i, X87Transcendental::logarithm);
  }

  private static FloatValue logarithm(FloatValue y, FloatValue x, FloatEnvironment e) {
    if (x.negative() && !x.isZero()) {
      return invalid(e);
    }
    if (x.isZero()) {
      if (y.isZero()) {
        return invalid(e);
      }
      e.flags |= y.isInfinite() ? 0 : FloatEnvironment.ZERO_DIVIDE;
      return FloatValue.infinity(!y.negative());
    }
    boolean one = x.kind() == Kind.FINITE && x.exponent() == 0 && x.significand() == 1L << 63;
    if (x.isInfinite() || y.isInfinite()) {
      boolean below = x.kind() == Kind.FINITE && x.exponent() < 0;
      return y.isZero() || one ? invalid(e) : FloatValue.infinity(y.negative() ^ below);
    }
    if (y.isZero() || one) {
      return FloatValue.zero(y.negative() ^ (x.exponent() < 0));
    }
    return Transcendental.logarithm(y, x, e);
  }

  /** Replaces ST(1) by ST(1) * log2 (ST(0) + 1) and pops. */
  @Instruction("D9 F9  FYL2XP1")
  public static void fyl2xp1(LogicalProcessor cpu, DecodedInstruction i) {
    binary(cpu, i, X87Transcendental::logarithmPlusOne);
  }

  private static FloatValue logarithmPlusOne(FloatValue y, FloatValue x, FloatEnvironment e) {
    if (x.isInfinite()) {
      return x.negative() || y.isZero() ? invalid(e) : FloatValue.infinity(y.negative());
    }
    if (x.kind() == Kind.FINITE && x.negative() && x.exponent() >= 0) {
      return invalid(e);
    }
    if (y.isInfinite()) {
      return x.isZero() ? invalid(e) : FloatValue.infinity(y.negative() ^ x.negative());
    }
    if (x.isZero() || y.isZero()) {
      return FloatValue.zero(x.negative() ^ y.negative());
    }
    return Transcendental.logarithmPlusOne(y, x, e);
  }

  // ---- common ----------------------------------------------------------------------------------

  @FunctionalInterface
  private interface BinaryFunction {
    FloatValue apply(FloatValue y, FloatValue x, FloatEnvironment e);
  }

  /** f(ST(1), ST(0)) to ST(1), then a pop. */
  private static void binary(LogicalProcessor cpu, DecodedInstruction i, BinaryFunction function) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    FloatValue x = fpu.get(0);
    FloatValue y = fpu.get(1);
    FloatValue result;
    if (fpu.isEmpty(0) || fpu.isEmpty(1)) {
      result = fpu.stackUnderflow();
    } else if (isNotNumber(x) || isNotNumber(y)) {
      result = SoftFloat.propagateNan(y, x, fpu.environment);
    } else {
      noteDenormal(fpu, x);
      noteDenormal(fpu, y);
      result = function.apply(y, x, fpu.environment);
    }
    if (fpu.finish()) {
      fpu.set(1, result);
      fpu.pop();
    }
  }

  private static boolean isNotNumber(FloatValue a) {
    return a.isNan() || a.kind() == Kind.UNSUPPORTED;
  }

  private static void noteDenormal(X87 fpu, FloatValue a) {
    fpu.environment.flags |= a.denormal() ? FloatEnvironment.DENORMAL : 0;
  }

  private static FloatValue invalid(FloatEnvironment e) {
    e.flags |= FloatEnvironment.INVALID;
    return FloatValue.INDEFINITE;
  }
}
