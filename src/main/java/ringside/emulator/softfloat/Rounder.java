package ringside.emulator.softfloat;

import static ringside.emulator.softfloat.FloatEnvironment.OVERFLOW;
import static ringside.emulator.softfloat.FloatEnvironment.PRECISION;
import static ringside.emulator.softfloat.FloatEnvironment.UNDERFLOW;

import ringside.emulator.softfloat.FloatEnvironment.NanRule;

/**
 * Turns an exact result into one that a format can hold, and raises what that costs.
 *
 * <p>The exact result is a 128-bit significand with its binary point after the top bit; bits that
 * did not fit have been ORed into the lowest one. Tininess is detected after rounding (SDM,
 * "Numeric Underflow Exception"). An overflow or underflow that is not masked yields the result
 * with its exponent adjusted by 24,576, which is what x87 stores in a register.
 */
final class Rounder {
  private static final int BIAS_ADJUST = 24576;

  private Rounder() {}

  static FloatValue round(
      FloatFormat format,
      FloatEnvironment environment,
      boolean negative,
      int exponent,
      long high,
      long low) {
    if ((high | low) == 0) {
      return FloatValue.zero(negative);
    }
    int shift = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
    long top = shiftLeftHigh(high, low, shift);
    long rest = shift < 64 ? low << shift : 0;
    int normal = exponent - shift;
    environment.roundedUp = false;

    boolean underflows = false;
    if (normal < format.minExponent()
        && !roundsUpToNormal(format, environment, negative, normal, top, rest)) {
      if (environment.masked(UNDERFLOW)) {
        return denormalize(format, environment, negative, normal, top, rest);
      }
      environment.raise(UNDERFLOW);
      underflows = true;
      normal += environment.nanRule == NanRule.X87 ? BIAS_ADJUST : 0;
      if (normal < format.minExponent()) { // FSCALE: too small even for the adjusted exponent
        environment.raise(PRECISION);
        return FloatValue.zero(negative);
      }
    }

    Rounded rounded = roundSignificand(format.precision(), environment, negative, top, rest);
    int resultExponent = normal + (rounded.carry ? 1 : 0);
    // An exponent that an underflow adjusted is meant for a register, and overflows no format.
    if (resultExponent > format.maxExponent() && !underflows) {
      if (environment.masked(OVERFLOW)) {
        return overflow(format, environment, negative);
      }
      environment.raise(OVERFLOW);
      resultExponent -= environment.nanRule == NanRule.X87 ? BIAS_ADJUST : 0;
      if (resultExponent > format.maxExponent()) {
        environment.raise(PRECISION);
        return FloatValue.infinity(negative);
      }
    }
    if (rounded.inexact) {
      environment.raise(PRECISION);
      environment.roundedUp = rounded.up;
    }
    return FloatValue.finite(negative, resultExponent, rounded.significand);
  }

  /** Whether rounding with an unbounded exponent reaches the smallest normal number. */
  private static boolean roundsUpToNormal(
      FloatFormat format,
      FloatEnvironment environment,
      boolean negative,
      int exponent,
      long top,
      long rest) {
    return exponent == format.minExponent() - 1
        && roundSignificand(format.precision(), environment, negative, top, rest).carry;
  }

  private static FloatValue denormalize(
      FloatFormat format,
      FloatEnvironment environment,
      boolean negative,
      int exponent,
      long top,
      long rest) {
    if (environment.flushToZero) {
      environment.raise(UNDERFLOW | PRECISION);
      return FloatValue.zero(negative);
    }
    int lost = format.minExponent() - exponent;
    long shiftedTop = lost < 64 ? top >>> lost : 0;
    long fallen = lost < 64 ? top << (64 - lost) : lost == 64 ? top : top != 0 ? 1 : 0;
    long sticky = rest != 0 || lost > 64 ? 1 : 0;
    Rounded rounded =
        roundSignificand(format.precision(), environment, negative, shiftedTop, fallen | sticky);
    if (rounded.inexact) {
      environment.raise(UNDERFLOW | PRECISION);
      environment.roundedUp = rounded.up;
    }
    return rounded.significand == 0
        ? FloatValue.zero(negative)
        : FloatValue.finite(negative, format.minExponent(), rounded.significand);
  }

  private static FloatValue overflow(
      FloatFormat format, FloatEnvironment environment, boolean negative) {
    environment.raise(OVERFLOW | PRECISION);
    boolean toInfinity =
        switch (environment.rounding) {
          case NEAREST -> true;
          case DOWN -> negative;
          case UP -> !negative;
          case TOWARD_ZERO -> false;
        };
    environment.roundedUp = toInfinity;
    return toInfinity
        ? FloatValue.infinity(negative)
        : FloatValue.finite(negative, format.maxExponent(), -1L << (64 - format.precision()));
  }

  private record Rounded(long significand, boolean carry, boolean inexact, boolean up) {}

  private static Rounded roundSignificand(
      int precision, FloatEnvironment environment, boolean negative, long top, long rest) {
    long kept = precision == 64 ? top : top & -1L << (64 - precision);
    long droppedHigh = precision == 64 ? rest : top << precision;
    long droppedLow = precision == 64 ? 0 : rest;
    if ((droppedHigh | droppedLow) == 0) {
      return new Rounded(kept, false, false, false);
    }
    long unit = 1L << (64 - precision);
    boolean up =
        switch (environment.rounding) {
          case NEAREST ->
              droppedHigh < 0 && ((droppedHigh << 1 | droppedLow) != 0 || (kept & unit) != 0);
          case DOWN -> negative;
          case UP -> !negative;
          case TOWARD_ZERO -> false;
        };
    if (!up) {
      return new Rounded(kept, false, true, false);
    }
    long increased = kept + unit;
    boolean carry = increased == 0;
    return new Rounded(carry ? 1L << 63 : increased, carry, true, true);
  }

  private static long shiftLeftHigh(long high, long low, int shift) {
    if (shift == 0) {
      return high;
    }
    return shift < 64 ? high << shift | low >>> (64 - shift) : low << (shift - 64);
  }
}
