package ringside.emulator.bits;

/**
 * Elements packed in a quadword. A {@code lane} is the number of an element's first bit, so that a
 * loop over bytes counts 0, 8, … 56.
 */
public final class Lanes {
  private Lanes() {}

  public static int signedByte(long packed, int lane) {
    return (byte) (packed >>> lane);
  }

  public static int unsignedByte(long packed, int lane) {
    return (int) (packed >>> lane) & 0xFF;
  }

  public static int signedWord(long packed, int lane) {
    return (short) (packed >>> lane);
  }

  public static int unsignedWord(long packed, int lane) {
    return (int) (packed >>> lane) & 0xFFFF;
  }

  public static int doubleword(long packed, int lane) {
    return (int) (packed >>> lane);
  }

  public static long unsignedDoubleword(long packed, int lane) {
    return packed >>> lane & 0xFFFF_FFFFL;
  }

  /** An element put into its lane. */
  public static long put(long value, int width, int lane) {
    return (value & -1L >>> 64 - width) << lane;
  }

  /** The nearest number that is a signed element. */
  public static int saturateSigned(int value, int width) {
    int largest = (1 << width - 1) - 1;
    return Math.clamp(value, -largest - 1, largest);
  }

  /** The nearest number that is an unsigned element. */
  public static int saturateUnsigned(int value, int width) {
    return Math.clamp(value, 0, (1 << width) - 1);
  }

  /** The bits at the top of every element: {@code 0x8080…} for bytes. */
  public static long signs(int width) {
    return switch (width) {
      case 8 -> 0x8080_8080_8080_8080L;
      case 16 -> 0x8000_8000_8000_8000L;
      case 32 -> 0x8000_0000_8000_0000L;
      default -> Long.MIN_VALUE;
    };
  }

  /** Adds element by element, without carries between them. */
  public static long add(long a, long b, int width) {
    long signs = signs(width);
    return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
  }

  /** Subtracts element by element, without borrows between them. */
  public static long subtract(long a, long b, int width) {
    long signs = signs(width);
    return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
  }
}
