package ringside.emulator.bits;

/** Width arithmetic that every layer of the emulator shares. Sizes are in bytes: 1, 2, 4 or 8. */
public final class Bits {
  private Bits() {}

  /** All ones in the low {@code size} bytes. */
  public static long mask(int size) {
    return -1L >>> (64 - size * 8);
  }

  /** The low {@code size} bytes of {@code value}, the rest zero. */
  public static long zeroExtend(long value, int size) {
    return value & mask(size);
  }

  /** The low {@code size} bytes of {@code value}, sign-extended to 64 bits. */
  public static long signExtend(long value, int size) {
    int shift = 64 - size * 8;
    return value << shift >> shift;
  }

  /** The most significant bit of a {@code size}-byte value. */
  public static boolean sign(long value, int size) {
    return (value >>> (size * 8 - 1) & 1) != 0;
  }

  /** Whether {@code value} has bit {@code bit} set. */
  public static boolean bit(long value, int bit) {
    return (value >>> bit & 1) != 0;
  }
}
