package ringside.emulator.asm;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Integer literals in all of NASM's notations. */
final class NumberLiteral {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private NumberLiteral() {}

  /** A literal's value, and whether it had to be cut to 64 bits. */
  record Integer64(long value, boolean overflow) {}

  /**
   * Whether a NUMBER token is a floating-point literal: {@code 1.5}, {@code 1e3}, {@code 0x1p4}.
   */
  static boolean isFloat(String text) {
    boolean hexadecimal = text.startsWith("$");
    boolean exponent = false;
    for (int i = 1; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '.', 'p', 'P', '+', '-' -> {
          return true;
        }
        case 'e', 'E' -> exponent = true;
        case 'x', 'X', 'h', 'H' -> hexadecimal = true;
        default -> {}
      }
    }
    return exponent && !hexadecimal;
  }

  /** Reads an integer literal; null if a character does not belong to its radix. */
  static @Nullable Integer64 read(String text) {
    int length = text.length();
    int prefix = 0;
    int prefixRadix = 0;
    if (length > 1 && text.charAt(0) == '$') {
      prefix = 1;
      prefixRadix = 16;
    } else if (length > 2 && text.charAt(0) == '0') {
      prefixRadix = radix(text.charAt(1));
      prefix = prefixRadix == 0 ? 0 : 2;
    }
    int suffixRadix = length > 1 ? radix(text.charAt(length - 1)) : 0;
    // "0b1h" is hexadecimal, "0x1b" too: the larger radix wins, since the letter of the other is
    // one of its digits
    if (prefixRadix > suffixRadix) {
      return digits(text.substring(prefix), prefixRadix);
    }
    if (suffixRadix > prefixRadix) {
      return digits(text.substring(0, length - 1), suffixRadix);
    }
    return digits(text, 10);
  }

  private static int radix(char letter) {
    return switch (letter | 0x20) {
      case 'b', 'y' -> 2;
      case 'o', 'q' -> 8;
      case 'd', 't' -> 10;
      case 'h', 'x' -> 16;
      default -> 0;
    };
  }

  private static @Nullable Integer64 digits(String text, int radix) {
    String digits = text.replace("_", "");
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) >= 0x80 || Character.digit(digits.charAt(i), radix) < 0) {
        return null;
      }
    }
    BigInteger value = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, radix);
    return new Integer64(value.longValue(), value.compareTo(LIMIT) >= 0);
  }
}
