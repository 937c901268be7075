package ringside.emulator.softfloat;

import static ringside.emulator.softfloat.FloatEnvironment.DENORMAL;
import static ringside.emulator.softfloat.FloatEnvironment.INVALID;
import static ringside.emulator.softfloat.FloatEnvironment.PRECISION;
import static ringside.emulator.softfloat.FloatEnvironment.ZERO_DIVIDE;

import java.math.BigInteger;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;
import ringside.emulator.softfloat.FloatValue.Kind;

/**
 * The arithmetic operations. Each takes exact values, raises exceptions in the environment and
 * returns the masked response; the caller looks at {@link FloatEnvironment#unmasked} afterwards.
 */
public final class SoftFloat {
  private SoftFloat() {}

  /** The outcome of a comparison. */
  public enum Relation {
    LESS,
    EQUAL,
    GREATER,
    UNORDERED
  }

  // ---- add, subtract, multiply, divide, square root --------------------------------------------

  public static FloatValue add(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    a = operand(a, e);
    b = operand(b, e);
    if (notNumbers(a, b)) {
      return propagateNan(a, b, e);
    }
    if (a.isInfinite() && b.isInfinite() && a.negative() != b.negative()) {
      return invalid(e);
    }
    noteDenormals(a, b, e);
    if (a.isInfinite() || b.isInfinite()) {
      return a.isInfinite() ? a : b;
    }
    if (a.isZero() && b.isZero()) {
      return a.negative() == b.negative() ? a : FloatValue.zero(e.rounding == Rounding.DOWN);
    }
    return addMagnitudes(a, b, f, e);
  }

  public static FloatValue subtract(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    return add(a, b.isNan() ? b : b.negate(), f, e);
  }

  private static FloatValue addMagnitudes(
      FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    if (a.isZero() || !b.isZero() && exceeds(b, a)) {
      FloatValue swap = a;
      a = b;
      b = swap;
    }
    // one bit of headroom for the carry: a = aHigh:aLow, b shifted right to a's exponent
    long aHigh = a.significand() >>> 1;
    long aLow = a.significand() << 63;
    long bHigh = b.significand() >>> 1;
    long bLow = b.significand() << 63;
    int distance = b.isZero() ? 0 : a.exponent() - b.exponent();
    if (distance >= 128) {
      bLow = (bHigh | bLow) != 0 ? 1 : 0;
      bHigh = 0;
    } else if (distance >= 64) {
      long lost = distance == 64 ? bLow : bHigh << (128 - distance) | bLow;
      bLow = bHigh >>> (distance - 64) | (lost != 0 ? 1 : 0);
      bHigh = 0;
    } else if (distance > 0) {
      long lost = bLow << (64 - distance);
      bLow = bLow >>> distance | bHigh << (64 - distance) | (lost != 0 ? 1 : 0);
      bHigh >>>= distance;
    }
    long low;
    long high;
    if (a.negative() == b.negative() || b.isZero()) {
      low = aLow + bLow;
      high = aHigh + bHigh + (Long.compareUnsigned(low, aLow) < 0 ? 1 : 0);
    } else {
      low = aLow - bLow;
      high = aHigh - bHigh - (Long.compareUnsigned(aLow, bLow) < 0 ? 1 : 0);
    }
    if ((high | low) == 0) {
      return FloatValue.zero(e.rounding == Rounding.DOWN);
    }
    return Rounder.round(f, e, a.negative(), a.exponent() + 1, high, low);
  }

  private static boolean exceeds(FloatValue a, FloatValue b) {
    return a.exponent() != b.exponent()
        ? a.exponent() > b.exponent()
        : Long.compareUnsigned(a.significand(), b.significand()) > 0;
  }

  public static FloatValue multiply(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    a = operand(a, e);
    b = operand(b, e);
    if (notNumbers(a, b)) {
      return propagateNan(a, b, e);
    }
    boolean negative = a.negative() ^ b.negative();
    if (a.isInfinite() && b.isZero() || a.isZero() && b.isInfinite()) {
      return invalid(e);
    }
    noteDenormals(a, b, e);
    if (a.isInfinite() || b.isInfinite()) {
      return FloatValue.infinity(negative);
    }
    if (a.isZero() || b.isZero()) {
      return FloatValue.zero(negative);
    }
    long high = Math.unsignedMultiplyHigh(a.significand(), b.significand());
    long low = a.significand() * b.significand();
    return Rounder.round(f, e, negative, a.exponent() + b.exponent() + 1, high, low);
  }

  public static FloatValue divide(FloatValue a, FloatValue b, FloatFormat f, FloatEnvironment e) {
    a = operand(a, e);
    b = operand(b, e);
    if (notNumbers(a, b)) {
      return propagateNan(a, b, e);
    }
    boolean negative = a.negative() ^ b.negative();
    if (a.isInfinite() && b.isInfinite() || a.isZero() && b.isZero()) {
      return invalid(e);
    }
    if (b.isZero() && !a.isInfinite()) {
      e.raise(ZERO_DIVIDE);
      return FloatValue.infinity(negative);
    }
    noteDenormals(a, b, e);
    if (a.isInfinite()) {
      return FloatValue.infinity(negative);
    }
    if (a.isZero() || b.isInfinite()) {
      return FloatValue.zero(negative);
    }
    // long division of a/2 by b: 127 quotient bits, the remainder ORed into the lowest
    BigInteger divisor = unsigned(b.significand());
    BigInteger[] quotient = unsigned(a.significand()).shiftLeft(126).divideAndRemainder(divisor);
    long sticky = quotient[1].signum() != 0 ? 1 : 0;
    return Rounder.round(
        f,
        e,
        negative,
        a.exponent() - b.exponent() + 1,
        quotient[0].shiftRight(64).longValue(),
        quotient[0].longValue() | sticky);
  }

  public static FloatValue squareRoot(FloatValue a, FloatFormat f, FloatEnvironment e) {
    a = operand(a, e);
    if (notNumbers(a, a)) {
      return propagateNan(a, a, e);
    }
    if (a.isZero()) {
      return a;
    }
    if (a.negative()) {
      return invalid(e);
    }
    noteDenormals(a, a, e);
    if (a.isInfinite()) {
      return a;
    }
    // value = s * 2^(exponent-63); make the power even, leave 66 root bits
    int power = a.exponent() - 63;
    int scale = (power & 1) != 0 ? 69 : 70;
    BigInteger[] root = unsigned(a.significand()).shiftLeft(scale).sqrtAndRemainder();
    BigInteger shifted = root[0].shiftLeft(60);
    long sticky = root[1].signum() != 0 ? 1 : 0;
    return Rounder.round(
        f,
        e,
        false,
        (power - scale) / 2 + 67,
        shifted.shiftRight(64).longValue(),
        shifted.longValue() | sticky);
  }

  // ---- compare, minimum, maximum ---------------------------------------------------------------

  /**
   * Compares two values.
   *
   * @param quiet whether only signaling NaNs raise invalid (FUCOM, UCOMISS)
   */
  public static Relation compare(FloatValue a, FloatValue b, boolean quiet, FloatEnvironment e) {
    a = operand(a, e);
    b = operand(b, e);
    if (notNumbers(a, b)) {
      boolean signals =
          !quiet || hasKind(a, b, Kind.SIGNALING_NAN) || hasKind(a, b, Kind.UNSUPPORTED);
      e.raise(signals ? INVALID : 0);
      return Relation.UNORDERED;
    }
    noteDenormals(a, b, e);
    if (a.isZero() && b.isZero()) {
      return Relation.EQUAL;
    }
    int magnitude = compareMagnitudes(a, b);
    int order =
        a.isZero() || !b.isZero() && a.negative() == b.negative() || b.isZero()
            ? signedOrder(a, b, magnitude)
            : a.negative() ? -1 : 1;
    return order < 0 ? Relation.LESS : order > 0 ? Relation.GREATER : Relation.EQUAL;
  }

  private static int signedOrder(FloatValue a, FloatValue b, int magnitude) {
    if (a.isZero()) {
      return b.negative() ? 1 : -1;
    }
    return a.negative() ? -magnitude : magnitude;
  }

  private static int compareMagnitudes(FloatValue a, FloatValue b) {
    if (a.kind() != b.kind()) {
      return Integer.compare(rank(a), rank(b));
    }
    if (a.kind() != Kind.FINITE) {
      return 0;
    }
    return a.exponent() != b.exponent()
        ? Integer.compare(a.exponent(), b.exponent())
        : Long.compareUnsigned(a.significand(), b.significand());
  }

  private static int rank(FloatValue a) {
    return a.isZero() ? 0 : a.isInfinite() ? 2 : 1;
  }

  // ---- conversions -----------------------------------------------------------------------------

  /** Rounds a value to another format (FLD, FST, CVTSS2SD, CVTSD2SS). */
  public static FloatValue convert(FloatValue a, FloatFormat f, FloatEnvironment e) {
    a = operand(a, e);
    if (notNumbers(a, a)) {
      return propagateNan(a, a, e);
    }
    noteDenormals(a, a, e);
    return roundTo(a, f, e);
  }

  /** As {@link #convert}, without the denormal-operand exception that a store does not raise. */
  public static FloatValue roundTo(FloatValue a, FloatFormat f, FloatEnvironment e) {
    if (a.kind() != Kind.FINITE) {
      return notNumbers(a, a) ? propagateNan(a, a, e) : a;
    }
    return Rounder.round(f, e, a.negative(), a.exponent(), a.significand(), 0);
  }

  /**
   * Converts to a two's complement integer; out of range is invalid and gives the integer
   * indefinite.
   *
   * @param size bytes of the integer: 2, 4 or 8
   */
  public static long toInteger(FloatValue a, int size, Rounding rounding, FloatEnvironment e) {
    long indefinite = Long.MIN_VALUE >> (64 - size * 8);
    a = operand(a, e);
    if (a.isZero()) {
      return 0;
    }
    if (a.kind() != Kind.FINITE || a.exponent() > 63) {
      e.raise(INVALID);
      return indefinite;
    }
    FloatEnvironment inner = new FloatEnvironment(e.nanRule);
    inner.rounding = rounding;
    long magnitude = integerMagnitude(a, inner);
    boolean carriedOut = magnitude == 0 && a.exponent() == 63;
    long value = a.negative() ? -magnitude : magnitude;
    boolean fits =
        !carriedOut
            && (magnitude >= 0 || a.negative() && magnitude == Long.MIN_VALUE)
            && (value >= indefinite && value <= ~indefinite);
    if (!fits) {
      e.raise(INVALID);
      return indefinite;
    }
    e.raise(inner.flags);
    e.roundedUp = inner.roundedUp;
    return value;
  }

  /** |a| as an unsigned integer, rounded; a finite with exponent up to 63. */
  private static long integerMagnitude(FloatValue a, FloatEnvironment e) {
    int fraction = 63 - a.exponent();
    if (fraction == 0) {
      return a.significand();
    }
    long whole = fraction < 64 ? a.significand() >>> fraction : 0;
    long dropped =
        fraction < 64 ? a.significand() << (64 - fraction) : fraction == 64 ? a.significand() : 1;
    if (dropped == 0) {
      return whole;
    }
    boolean up =
        switch (e.rounding) {
          case NEAREST -> dropped < 0 && (dropped << 1 != 0 || (whole & 1) != 0);
          case DOWN -> a.negative();
          case UP -> !a.negative();
          case TOWARD_ZERO -> false;
        };
    e.raise(PRECISION);
    e.roundedUp = up;
    return up ? whole + 1 : whole;
  }

  /** Rounds to an integer in floating-point format (FRNDINT, ROUNDSS). */
  public static FloatValue roundToIntegral(FloatValue a, Rounding rounding, FloatEnvironment e) {
    a = operand(a, e);
    if (notNumbers(a, a)) {
      return propagateNan(a, a, e);
    }
    if (a.kind() != Kind.FINITE) {
      return a;
    }
    noteDenormals(a, a, e);
    if (a.exponent() >= 63) {
      return a;
    }
    FloatEnvironment inner = new FloatEnvironment(e.nanRule);
    inner.rounding = rounding;
    long magnitude = integerMagnitude(a, inner);
    e.raise(inner.flags);
    e.roundedUp = inner.roundedUp;
    return magnitude == 0
        ? FloatValue.zero(a.negative())
        : FloatValue.finite(a.negative(), 63, magnitude);
  }

  // ---- operands --------------------------------------------------------------------------------

  private static FloatValue operand(FloatValue a, FloatEnvironment e) {
    return e.denormalsAreZero && a.denormal() ? FloatValue.zero(a.negative()) : a;
  }

  static void noteDenormals(FloatValue a, FloatValue b, FloatEnvironment e) {
    if (a.denormal() || b.denormal()) {
      e.raise(DENORMAL);
    }
  }

  static boolean notNumbers(FloatValue a, FloatValue b) {
    return a.isNan() || b.isNan() || hasKind(a, b, Kind.UNSUPPORTED);
  }

  private static boolean hasKind(FloatValue a, FloatValue b, Kind kind) {
    return a.kind() == kind || b.kind() == kind;
  }

  static FloatValue invalid(FloatEnvironment e) {
    e.raise(INVALID);
    return FloatValue.INDEFINITE;
  }

  /** SDM, "Rules for Handling NaNs". */
  public static FloatValue propagateNan(FloatValue a, FloatValue b, FloatEnvironment e) {
    if (hasKind(a, b, Kind.UNSUPPORTED)) {
      return invalid(e);
    }
    e.raise(hasKind(a, b, Kind.SIGNALING_NAN) ? INVALID : 0);
    if (e.nanRule == NanRule.SSE || !(a.isNan() && b.isNan())) {
      return (a.isNan() ? a : b).quieted();
    }
    if (a.kind() != b.kind()) {
      return a.kind() == Kind.QUIET_NAN ? a : b;
    }
    int order = Long.compareUnsigned(a.significand(), b.significand());
    boolean first = order > 0 || order == 0 && !a.negative();
    return (first ? a : b).quieted();
  }

  static BigInteger unsigned(long value) {
    BigInteger big = BigInteger.valueOf(value & Long.MAX_VALUE);
    return value < 0 ? big.setBit(63) : big;
  }
}
