package ringside.emulator.cpu.instruction;

/** Unsigned division of 128 by 64 bits, which Java does not have. */
final class WideDivision {
  private WideDivision() {}

  /**
   * The quotient of {@code high:low / divisor}, unsigned.
   *
   * <p>Schoolbook division in base 2^32 (Knuth, The Art of Computer Programming, volume 2,
   * algorithm D) with two digits of quotient: each is estimated from the upper digit of the
   * divisor, which is shifted to have its most significant bit set, so that the estimate is at most
   * 2 too large.
   *
   * @param high below {@code divisor}, unsigned, so that the quotient fits
   */
  static long quotient(long high, long low, long divisor) {
    if (high == 0) {
      return Long.divideUnsigned(low, divisor);
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long normalized = divisor << shift;
    long upper = high << shift | low >>> 1 >>> 63 - shift;
    long lower = low << shift;
    long first = digit(upper, lower >>> 32, normalized);
    long rest = (upper << 32 | lower >>> 32) - first * normalized;
    long second = digit(rest, lower & 0xFFFF_FFFFL, normalized);
    return first << 32 | second;
  }

  /** One 32-bit digit of {@code (upper:next) / divisor}, where {@code next} has 32 bits. */
  private static long digit(long upper, long next, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & 0xFFFF_FFFFL;
    long estimate = Long.divideUnsigned(upper, divisorHigh);
    long rest = upper - estimate * divisorHigh;
    while (estimate >>> 32 != 0
        || Long.compareUnsigned(estimate * divisorLow, rest << 32 | next) > 0) {
      estimate--;
      rest += divisorHigh;
      if (rest >>> 32 != 0) {
        break;
      }
    }
    return estimate;
  }
}
