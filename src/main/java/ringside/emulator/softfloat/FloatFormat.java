package ringside.emulator.softfloat;

/**
 * A binary format that a result is rounded to.
 *
 * @param precision bits of the significand, the leading one included
 * @param minExponent exponent of the smallest normal number
 * @param maxExponent exponent of the largest finite number
 */
public record FloatFormat(int precision, int minExponent, int maxExponent) {
  public static final FloatFormat SINGLE = new FloatFormat(24, -126, 127);
  public static final FloatFormat DOUBLE = new FloatFormat(53, -1022, 1023);

  /** Double extended precision, the format of the x87 registers. */
  public static final FloatFormat EXTENDED = new FloatFormat(64, -16382, 16383);

  private static final FloatFormat EXTENDED_24 = new FloatFormat(24, -16382, 16383);
  private static final FloatFormat EXTENDED_53 = new FloatFormat(53, -16382, 16383);

  /** The format of x87 results under the precision-control field of the FPU control word. */
  public static FloatFormat ofPrecisionControl(int pc) {
    return switch (pc & 3) {
      case 0 -> EXTENDED_24;
      case 2 -> EXTENDED_53;
      default -> EXTENDED;
    };
  }
}
