package ringside.emulator.softfloat;

import java.math.BigInteger;

/**
 * Partial remainder and the other x87 operations that take a number's parts: FPREM, FPREM1, FSCALE,
 * FXTRACT.
 */
public final class Remainder {
  private Remainder() {}

  /**
   * A remainder step.
   *
   * @param value the remainder so far
   * @param quotient the low bits of the quotient, for C0, C3 and C1
   * @param complete false where the exponents differed too much: C2, run it again
   */
  public record Result(FloatValue value, int quotient, boolean complete) {}

  /**
   * One FPREM (truncating) or FPREM1 (IEEE, to nearest) step. Where the exponents differ by 64 or
   * more, the exponent is reduced by 32 to 63, as the SDM allows and Intel's processors do.
   */
  public static Result remainder(FloatValue a, FloatValue b, boolean nearest, FloatEnvironment e) {
    if (SoftFloat.notNumbers(a, b)) {
      return new Result(SoftFloat.propagateNan(a, b, e), 0, true);
    }
    if (a.isInfinite() || b.isZero()) {
      return new Result(SoftFloat.invalid(e), 0, true);
    }
    SoftFloat.noteDenormals(a, b, e);
    if (a.isZero() || b.isInfinite()) {
      return new Result(renormalized(a, e), 0, true);
    }
    int difference = a.exponent() - b.exponent();
    if (difference < -1 || difference < 0 && !nearest) {
      return new Result(renormalized(a, e), 0, true);
    }
    BigInteger divisor = SoftFloat.unsigned(b.significand());
    if (difference >= 64) {
      int reduction = difference & 0x1F | 0x20;
      BigInteger rest = SoftFloat.unsigned(a.significand()).shiftLeft(reduction).mod(divisor);
      return new Result(rounded(a.negative(), rest, a.exponent() - reduction, e), 0, false);
    }
    // in units of half the divisor's last place, so that a difference of -1 stays whole
    BigInteger twiceDivisor = divisor.shiftLeft(1);
    BigInteger dividend = SoftFloat.unsigned(a.significand()).shiftLeft(difference + 1);
    BigInteger[] parts = dividend.divideAndRemainder(twiceDivisor);
    BigInteger rest = parts[1];
    int quotient = parts[0].intValue();
    boolean negative = a.negative();
    if (nearest) {
      int half = rest.shiftLeft(1).compareTo(twiceDivisor);
      if (half > 0 || half == 0 && (quotient & 1) != 0) {
        rest = twiceDivisor.subtract(rest);
        negative = !negative;
        quotient++;
      }
    }
    FloatValue value =
        rest.signum() == 0
            ? FloatValue.zero(a.negative())
            : rounded(negative, rest, b.exponent() - 1, e);
    return new Result(value, quotient, true);
  }

  /** {@code significand / 2^63 * 2^exponent}, exact but for a denormal result. */
  private static FloatValue rounded(
      boolean negative, BigInteger significand, int exponent, FloatEnvironment e) {
    if (significand.signum() == 0) {
      return FloatValue.zero(negative);
    }
    long low = significand.longValue();
    long high = significand.shiftRight(64).longValue();
    return Rounder.round(FloatFormat.EXTENDED, e, negative, exponent + 64, high, low);
  }

  private static FloatValue renormalized(FloatValue a, FloatEnvironment e) {
    return SoftFloat.roundTo(a, FloatFormat.EXTENDED, e);
  }

  /** FSCALE: a * 2^trunc(b). */
  public static FloatValue scale(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    if (SoftFloat.notNumbers(a, b)) {
      return SoftFloat.propagateNan(a, b, e);
    }
    if (b.isInfinite()) {
      if (a.isZero() && !b.negative() || a.isInfinite() && b.negative()) {
        return SoftFloat.invalid(e);
      }
      SoftFloat.noteDenormals(a, a, e);
      return a.isInfinite() || a.isZero()
          ? a
          : b.negative() ? FloatValue.zero(a.negative()) : FloatValue.infinity(a.negative());
    }
    SoftFloat.noteDenormals(a, b, e);
    if (a.isInfinite() || a.isZero()) {
      return a;
    }
    int power =
        b.isZero() || b.exponent() < 0
            ? 0
            : b.exponent() > 16 ? 1 << 17 : (int) (b.significand() >>> (63 - b.exponent()));
    int exponent = a.exponent() + (b.negative() ? -power : power);
    return Rounder.round(f, e, a.negative(), exponent, a.significand(), 0);
  }

  /**
   * FXTRACT.
   *
   * @param exponent the unbiased exponent as a number
   * @param significand with exponent zero and the sign of the source
   */
  public record Parts(FloatValue exponent, FloatValue significand) {}

  public static Parts extract(FloatValue a, FloatEnvironment e) {
    if (SoftFloat.notNumbers(a, a)) {
      FloatValue nan = SoftFloat.propagateNan(a, a, e);
      return new Parts(nan, nan);
    }
    if (a.isInfinite()) {
      return new Parts(FloatValue.infinity(false), a);
    }
    if (a.isZero()) {
      e.raise(FloatEnvironment.ZERO_DIVIDE);
      return new Parts(FloatValue.infinity(true), a);
    }
    SoftFloat.noteDenormals(a, a, e);
    return new Parts(
        FloatValue.ofInteger(a.exponent()), FloatValue.finite(a.negative(), 0, a.significand()));
  }
}
