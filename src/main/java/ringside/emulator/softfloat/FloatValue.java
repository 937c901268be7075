package ringside.emulator.softfloat;

/**
 * A floating-point number taken apart.
 *
 * @param kind what it is
 * @param negative the sign bit
 * @param exponent of a finite number: the value is {@code significand / 2^63 * 2^exponent}
 * @param significand of a finite number, with bit 63 set whatever the encoding was; of a NaN, its
 *     payload left-justified below bit 63, bit 62 being the quiet bit
 * @param denormal whether the encoding was denormal
 */
public record FloatValue(
    Kind kind, boolean negative, int exponent, long significand, boolean denormal) {

  /** The classes of the SDM's "Real Number and NaN Encodings". */
  public enum Kind {
    ZERO,
    FINITE,
    INFINITY,
    QUIET_NAN,
    SIGNALING_NAN,
    /** An x87 encoding that no longer means anything: unnormal, pseudo-infinity, pseudo-NaN. */
    UNSUPPORTED
  }

  private static final long INTEGER_BIT = 1L << 63;
  private static final long QUIET_BIT = 1L << 62;

  /** The QNaN floating-point indefinite. */
  public static final FloatValue INDEFINITE =
      new FloatValue(Kind.QUIET_NAN, true, 0, INTEGER_BIT | QUIET_BIT, false);

  public static FloatValue zero(boolean negative) {
    return new FloatValue(Kind.ZERO, negative, 0, 0, false);
  }

  public static FloatValue infinity(boolean negative) {
    return new FloatValue(Kind.INFINITY, negative, 0, INTEGER_BIT, false);
  }

  /** A finite number from a non-zero significand that need not be normalized. */
  public static FloatValue finite(boolean negative, int exponent, long significand) {
    int shift = Long.numberOfLeadingZeros(significand);
    return new FloatValue(Kind.FINITE, negative, exponent - shift, significand << shift, false);
  }

  /** The exact value of a two's complement integer. */
  public static FloatValue ofInteger(long value) {
    if (value == 0) {
      return zero(false);
    }
    return finite(value < 0, 63, Math.abs(value));
  }

  public boolean isNan() {
    return kind == Kind.QUIET_NAN || kind == Kind.SIGNALING_NAN;
  }

  public boolean isZero() {
    return kind == Kind.ZERO;
  }

  public boolean isInfinite() {
    return kind == Kind.INFINITY;
  }

  public FloatValue negate() {
    return withSign(!negative);
  }

  public FloatValue withSign(boolean sign) {
    return new FloatValue(kind, sign, exponent, significand, denormal);
  }

  /** The same NaN with its quiet bit set. */
  FloatValue quieted() {
    return new FloatValue(Kind.QUIET_NAN, negative, 0, significand | QUIET_BIT, false);
  }

  // ---- encodings -------------------------------------------------------------------------------

  public static FloatValue ofSingle(int bits) {
    return ofBits(bits & 0xFFFF_FFFFL, 8, 23);
  }

  public static FloatValue ofDouble(long bits) {
    return ofBits(bits, 11, 52);
  }

  private static FloatValue ofBits(long bits, int exponentBits, int fractionBits) {
    boolean negative = (bits >>> (exponentBits + fractionBits) & 1) != 0;
    int special = (1 << exponentBits) - 1;
    int bias = special >> 1;
    int field = (int) (bits >>> fractionBits) & special;
    long fraction = bits & ((1L << fractionBits) - 1);
    if (field == special) {
      return special(negative, INTEGER_BIT | fraction << (63 - fractionBits));
    }
    if (field != 0) {
      return new FloatValue(
          Kind.FINITE,
          negative,
          field - bias,
          INTEGER_BIT | fraction << (63 - fractionBits),
          false);
    }
    return fraction == 0
        ? zero(negative)
        : denormal(negative, 1 - bias, fraction << (63 - fractionBits));
  }

  /**
   * Decodes an x87 register image.
   *
   * @param signExponent bits 79 to 64
   * @param significand bits 63 to 0
   */
  public static FloatValue ofExtended(int signExponent, long significand) {
    boolean negative = (signExponent & 0x8000) != 0;
    int field = signExponent & 0x7FFF;
    if (field == 0) {
      return significand == 0 ? zero(negative) : denormal(negative, -16382, significand);
    }
    if (significand >= 0) {
      return new FloatValue(Kind.UNSUPPORTED, negative, 0, significand, false);
    }
    if (field == 0x7FFF) {
      return special(negative, significand);
    }
    return new FloatValue(Kind.FINITE, negative, field - 16383, significand, false);
  }

  private static FloatValue special(boolean negative, long significand) {
    if (significand == INTEGER_BIT) {
      return infinity(negative);
    }
    Kind kind = (significand & QUIET_BIT) != 0 ? Kind.QUIET_NAN : Kind.SIGNALING_NAN;
    return new FloatValue(kind, negative, 0, significand, false);
  }

  private static FloatValue denormal(boolean negative, int exponent, long significand) {
    int shift = Long.numberOfLeadingZeros(significand);
    return new FloatValue(Kind.FINITE, negative, exponent - shift, significand << shift, true);
  }

  /** The single-precision encoding; the value must already be rounded to {@code SINGLE}. */
  public int toSingle() {
    return (int) toBits(8, 23);
  }

  /** The double-precision encoding; the value must already be rounded to {@code DOUBLE}. */
  public long toDouble() {
    return toBits(11, 52);
  }

  private long toBits(int exponentBits, int fractionBits) {
    long sign = negative ? 1L << (exponentBits + fractionBits) : 0;
    int special = (1 << exponentBits) - 1;
    int bias = special >> 1;
    long fraction = significand << 1 >>> (64 - fractionBits);
    return switch (kind) {
      case ZERO -> sign;
      case INFINITY -> sign | (long) special << fractionBits;
      case QUIET_NAN, SIGNALING_NAN, UNSUPPORTED ->
          sign | (long) special << fractionBits | fraction;
      case FINITE ->
          exponent + bias > 0
              ? sign | (long) (exponent + bias) << fractionBits | fraction
              : sign | significand >>> (63 - fractionBits + 1 - bias - exponent);
    };
  }

  /** Bits 79 to 64 of the x87 image; the value must already be rounded to {@code EXTENDED}. */
  public int toExtendedSignExponent() {
    int sign = negative ? 0x8000 : 0;
    return switch (kind) {
      case ZERO -> sign;
      case INFINITY, QUIET_NAN, SIGNALING_NAN, UNSUPPORTED -> sign | 0x7FFF;
      case FINITE -> sign | Math.max(exponent + 16383, 0);
    };
  }

  /** Bits 63 to 0 of the x87 image. */
  public long toExtendedSignificand() {
    return kind == Kind.FINITE && exponent < -16382
        ? significand >>> (-16382 - exponent)
        : significand;
  }
}
