package ringside.emulator.softfloat;

import java.math.BigInteger;

/**
 * The transcendental functions of the x87 FPU, by series over long fixed-point numbers: slow, plain
 * and within one unit in the last place, as the SDM asks ("Transcendental Instruction Accuracy").
 *
 * <p>Arguments are finite and not zero; the special cases are the instructions' matter. A reduction
 * by pi uses the 66-bit value of the SDM ("Approximation of Pi"), so that FSIN of FLDPI gives what
 * a learner's own processor gives.
 */
public final class Transcendental {
  /** Fraction bits of a fixed-point number. */
  private static final int FRACTION = 256;

  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);

  /** C90FDAA22168C234C of the SDM, four fraction bits to the digit. */
  private static final BigInteger PI_66 =
      new BigInteger("C90FDAA22168C234C", 16).shiftLeft(FRACTION - 66);

  private static final BigInteger LN_2 = logarithmOfTwo();

  /** Below this exponent, f(x) is its first-order term and a rounding error. */
  private static final int TINY = -68;

  private Transcendental() {}

  // ---- trigonometry ----------------------------------------------------------------------------

  /** sin x for |x| below 2^63. */
  public static FloatValue sine(FloatValue x, FloatEnvironment e) {
    if (x.exponent() < TINY) {
      return nearly(x, false, e);
    }
    Angle angle = reduce(x);
    BigInteger magnitude =
        (angle.quadrant & 1) == 0 ? sineSeries(angle.rest) : cosineSeries(angle.rest);
    return round(x.negative() ^ (angle.quadrant & 2) != 0, magnitude, e);
  }

  /** cos x for |x| below 2^63. */
  public static FloatValue cosine(FloatValue x, FloatEnvironment e) {
    if (x.exponent() < TINY) {
      return nearly(FloatValue.ofInteger(1), false, e);
    }
    Angle angle = reduce(x);
    BigInteger magnitude =
        (angle.quadrant & 1) == 0 ? cosineSeries(angle.rest) : sineSeries(angle.rest);
    return round((angle.quadrant + 1 & 2) != 0, magnitude, e);
  }

  /** tan x for |x| below 2^63. */
  public static FloatValue tangent(FloatValue x, FloatEnvironment e) {
    if (x.exponent() < TINY) {
      return nearly(x, true, e);
    }
    Angle angle = reduce(x);
    BigInteger sine = sineSeries(angle.rest);
    BigInteger cosine = cosineSeries(angle.rest);
    boolean odd = (angle.quadrant & 1) != 0;
    BigInteger quotient = odd ? divide(cosine, sine) : divide(sine, cosine);
    return round(x.negative() ^ odd, quotient, e);
  }

  /** |x| = quadrant * pi/2 + rest, 0 <= rest < pi/2. */
  private record Angle(int quadrant, BigInteger rest) {}

  private static Angle reduce(FloatValue x) {
    BigInteger[] parts = fixed(x).divideAndRemainder(PI_66.shiftRight(1));
    return new Angle(parts[0].intValue() & 3, parts[1]);
  }

  private static BigInteger sineSeries(BigInteger x) {
    return alternatingSeries(x, x, 1);
  }

  private static BigInteger cosineSeries(BigInteger x) {
    return alternatingSeries(x, ONE, 0);
  }

  /** first - first x^2/((n+1)(n+2)) + ... */
  private static BigInteger alternatingSeries(BigInteger x, BigInteger first, int n) {
    BigInteger square = multiply(x, x).negate();
    BigInteger sum = BigInteger.ZERO;
    BigInteger term = first;
    for (int k = n; term.abs().bitLength() > 1; k += 2) {
      sum = sum.add(term);
      term = multiply(term, square).divide(BigInteger.valueOf((k + 1L) * (k + 2)));
    }
    return sum.abs();
  }

  /**
   * The angle of the point (x, y), between -pi and pi.
   *
   * @param y finite, not zero
   * @param x finite, not zero
   */
  public static FloatValue arctangent(FloatValue y, FloatValue x, FloatEnvironment e) {
    int ratio = y.exponent() - x.exponent();
    BigInteger angle;
    if (ratio > 2 * -TINY) {
      angle = PI_66.shiftRight(1);
    } else if (ratio < TINY && !x.negative()) {
      return SoftFloat.divide(y, x, FloatFormat.EXTENDED, e);
    } else {
      BigInteger quotient = divide(scaled(y, ratio), scaled(x, 0));
      angle =
          quotient.compareTo(ONE) > 0
              ? PI_66.shiftRight(1).subtract(arctangentSeries(divide(ONE, quotient)))
              : arctangentSeries(quotient);
      if (x.negative()) {
        angle = PI_66.subtract(angle);
      }
    }
    return round(y.negative(), angle, e);
  }

  /** The significand as a fixed-point number between 1 and 2, times a power of two. */
  private static BigInteger scaled(FloatValue a, int power) {
    BigInteger significand = SoftFloat.unsigned(a.significand());
    int shift = FRACTION - 63 + power;
    return shift >= 0 ? significand.shiftLeft(shift) : significand.shiftRight(-shift);
  }

  /** atan x for 0 <= x <= 1: three halvings of the angle, then Gregory's series. */
  private static BigInteger arctangentSeries(BigInteger x) {
    BigInteger reduced = x;
    for (int halving = 0; halving < 3; halving++) {
      // tan(a/2) = tan a / (1 + sqrt(1 + tan^2 a))
      BigInteger root = ONE.add(multiply(reduced, reduced)).shiftLeft(FRACTION).sqrt();
      reduced = divide(reduced, ONE.add(root));
    }
    return oddSeries(reduced, true).shiftLeft(3);
  }

  // ---- exponentials and logarithms -------------------------------------------------------------

  /** 2^x - 1 for -1 <= x <= 1. */
  public static FloatValue exponentialMinusOne(FloatValue x, FloatEnvironment e) {
    if (x.exponent() < TINY) {
      FloatValue ln2 = FloatValue.finite(false, -1, LN_2.shiftRight(FRACTION - 64).longValue());
      return SoftFloat.multiply(x, ln2, FloatFormat.EXTENDED, e);
    }
    BigInteger argument = multiply(x.negative() ? fixed(x).negate() : fixed(x), LN_2);
    BigInteger sum = BigInteger.ZERO;
    BigInteger term = argument;
    for (int k = 2; term.abs().bitLength() > 1; k++) {
      sum = sum.add(term);
      term = multiply(term, argument).divide(BigInteger.valueOf(k));
    }
    return round(sum.signum() < 0, sum.abs(), e);
  }

  /** y * log2 x for x above zero and not one. */
  public static FloatValue logarithm(FloatValue y, FloatValue x, FloatEnvironment e) {
    BigInteger log =
        BigInteger.valueOf(x.exponent())
            .shiftLeft(FRACTION)
            .add(divide(naturalLogarithm(scaled(x, 0)), LN_2));
    return multiplyRounded(y, log, e);
  }

  /** y * log2 (x + 1) for |x| below 1 - sqrt(1/2), not zero. */
  public static FloatValue logarithmPlusOne(FloatValue y, FloatValue x, FloatEnvironment e) {
    if (x.exponent() < TINY) {
      BigInteger inverse = divide(ONE, LN_2);
      FloatValue scale = FloatValue.finite(false, 0, inverse.shiftRight(FRACTION - 63).longValue());
      FloatEnvironment inner = new FloatEnvironment(e.nanRule);
      FloatValue product = SoftFloat.multiply(x, scale, FloatFormat.EXTENDED, inner);
      return SoftFloat.multiply(y, product, FloatFormat.EXTENDED, e);
    }
    BigInteger argument = ONE.add(x.negative() ? fixed(x).negate() : fixed(x));
    return multiplyRounded(y, divide(naturalLogarithm(argument), LN_2), e);
  }

  /** ln m = 2 atanh((m - 1) / (m + 1)). */
  private static BigInteger naturalLogarithm(BigInteger m) {
    return oddSeries(divide(m.subtract(ONE), m.add(ONE)), false).shiftLeft(1);
  }

  private static BigInteger logarithmOfTwo() {
    return oddSeries(ONE.divide(BigInteger.valueOf(3)), false).shiftLeft(1);
  }

  /** x + x^3/3 + x^5/5 + ..., or with alternating signs. */
  private static BigInteger oddSeries(BigInteger x, boolean alternating) {
    BigInteger square = multiply(x, x);
    BigInteger factor = alternating ? square.negate() : square;
    BigInteger sum = BigInteger.ZERO;
    BigInteger power = x;
    for (int k = 1; power.abs().bitLength() > 1; k += 2) {
      sum = sum.add(power.divide(BigInteger.valueOf(k)));
      power = multiply(power, factor);
    }
    return sum;
  }

  // ---- fixed point -----------------------------------------------------------------------------

  /** |x| in fixed point. */
  private static BigInteger fixed(FloatValue x) {
    return scaled(x, x.exponent());
  }

  private static BigInteger multiply(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(FRACTION);
  }

  private static BigInteger divide(BigInteger a, BigInteger b) {
    return a.shiftLeft(FRACTION).divide(b);
  }

  private static FloatValue multiplyRounded(FloatValue y, BigInteger factor, FloatEnvironment e) {
    if (factor.signum() == 0) {
      return FloatValue.zero(y.negative());
    }
    BigInteger product = SoftFloat.unsigned(y.significand()).multiply(factor.abs());
    return round(y.negative() ^ factor.signum() < 0, product, y.exponent() - 63, e);
  }

  private static FloatValue round(boolean negative, BigInteger magnitude, FloatEnvironment e) {
    return round(negative, magnitude, 0, e);
  }

  /** magnitude * 2^scale; an exact power of two stays exact, anything else is inexact. */
  private static FloatValue round(
      boolean negative, BigInteger magnitude, int scale, FloatEnvironment e) {
    int length = magnitude.bitLength();
    boolean exact = magnitude.bitCount() == 1;
    BigInteger aligned =
        length > 128 ? magnitude.shiftRight(length - 128) : magnitude.shiftLeft(128 - length);
    return Rounder.round(
        FloatFormat.EXTENDED,
        e,
        negative,
        length - 1 - FRACTION + scale,
        aligned.shiftRight(64).longValue(),
        aligned.longValue() | (exact ? 0 : 1));
  }

  /** A value that differs from {@code x} by less than any rounding can show. */
  private static FloatValue nearly(FloatValue x, boolean above, FloatEnvironment e) {
    FloatValue difference =
        FloatValue.finite(x.negative() ^ !above, Math.max(x.exponent() - 80, -16445), 1L << 63);
    return SoftFloat.add(x, difference, FloatFormat.EXTENDED, e);
  }
}
