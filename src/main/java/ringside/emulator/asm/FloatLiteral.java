package ringside.emulator.asm;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Floating-point literals as IEEE 754 bytes of any width, and the x87's extended format. */
final class FloatLiteral {
  private FloatLiteral() {}

  private enum Format {
    HALF(2, 5, 10, false),
    SINGLE(4, 8, 23, false),
    DOUBLE(8, 11, 52, false),
    /** Its integer bit is explicit (SDM Vol. 1, "Double Extended-Precision Floating-Point"). */
    EXTENDED(10, 15, 63, true),
    QUADRUPLE(16, 15, 112, false);

    final int bytes;
    final int exponentBits;
    final int fractionBits;
    final boolean explicitInteger;

    Format(int bytes, int exponentBits, int fractionBits, boolean explicitInteger) {
      this.bytes = bytes;
      this.exponentBits = exponentBits;
      this.fractionBits = fractionBits;
      this.explicitInteger = explicitInteger;
    }

    int bias() {
      return (1 << exponentBits - 1) - 1;
    }
  }

  /** Whether a word is one of NASM's names for infinity and NaNs. */
  static boolean isSpecial(String word) {
    return switch (specialName(word)) {
      case "infinity", "nan", "qnan", "snan" -> true;
      default -> false;
    };
  }

  private static String specialName(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.startsWith("__?") && lower.endsWith("?__") && lower.length() > 6) {
      return lower.substring(3, lower.length() - 3);
    }
    if (lower.startsWith("__") && lower.endsWith("__") && lower.length() > 4) {
      return lower.substring(2, lower.length() - 2);
    }
    return "";
  }

  /**
   * The bytes of a literal, little-endian; null if it is not a number or no format has that size.
   *
   * @param bytes 2, 4, 8, 10 or 16
   */
  static byte @Nullable [] bytes(String literal, boolean negative, int bytes) {
    for (Format format : Format.values()) {
      if (format.bytes == bytes) {
        BigInteger bits = isSpecial(literal) ? special(literal, format) : number(literal, format);
        return bits == null
            ? null
            : littleEndian(negative ? bits.setBit(bytes * 8 - 1) : bits, bytes);
      }
    }
    return null;
  }

  private static BigInteger special(String literal, Format format) {
    String name = specialName(literal);
    BigInteger fraction =
        switch (name) {
          case "infinity" -> BigInteger.ZERO;
          case "snan" -> BigInteger.ONE;
          default -> BigInteger.ONE.shiftLeft(format.fractionBits - 1);
        };
    return assemble(format, (1 << format.exponentBits) - 1, fraction, true);
  }

  private static @Nullable BigInteger number(String literal, Format format) {
    String text = literal.replace("_", "");
    BigDecimal value;
    try {
      if (text.startsWith("0x") || text.startsWith("0X") || text.startsWith("$")) {
        value = hexadecimal(text.substring(text.startsWith("$") ? 1 : 2).toLowerCase(Locale.ROOT));
      } else if (text.length() > 400) {
        return null;
      } else {
        value = new BigDecimal(text);
      }
    } catch (NumberFormatException _) {
      return null;
    }
    if (value.signum() == 0) {
      return BigInteger.ZERO;
    }
    return Math.abs((long) value.precision() - value.scale()) > 10_000
        ? null
        : round(value, format);
  }

  private static BigDecimal hexadecimal(String text) {
    int p = text.indexOf('p');
    String digits = p < 0 ? text : text.substring(0, p);
    int exponent = p < 0 ? 0 : Integer.parseInt(text.substring(p + 1));
    int point = digits.indexOf('.');
    BigInteger mantissa = new BigInteger(digits.replaceFirst("\\.", ""), 16);
    int scale = exponent - (point < 0 ? 0 : (digits.length() - point - 1) * 4);
    if (Math.abs(scale) > 20_000) {
      throw new NumberFormatException(text);
    }
    BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(scale)));
    // a power of two divides exactly in decimal
    return scale >= 0
        ? new BigDecimal(mantissa).multiply(power)
        : new BigDecimal(mantissa).divide(power);
  }

  /** Rounds to nearest, ties to even (IEEE 754, "roundTiesToEven"). */
  private static BigInteger round(BigDecimal value, Format format) {
    BigInteger numerator = value.unscaledValue();
    BigInteger denominator = BigInteger.ONE;
    if (value.scale() >= 0) {
      denominator = BigInteger.TEN.pow(value.scale());
    } else {
      numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
    }
    int exponent = numerator.bitLength() - denominator.bitLength();
    BigInteger left = exponent < 0 ? numerator.shiftLeft(-exponent) : numerator;
    BigInteger right = exponent < 0 ? denominator : denominator.shiftLeft(exponent);
    if (left.compareTo(right) < 0) {
      exponent--;
    }
    exponent = Math.max(exponent, 1 - format.bias());
    // significand = value * 2^(fractionBits - exponent), an integer after rounding
    int scale = format.fractionBits - exponent;
    BigInteger[] parts =
        scale >= 0
            ? numerator.shiftLeft(scale).divideAndRemainder(denominator)
            : numerator.divideAndRemainder(denominator.shiftLeft(-scale));
    BigInteger significand = parts[0];
    BigInteger divisor = scale >= 0 ? denominator : denominator.shiftLeft(-scale);
    int half = parts[1].shiftLeft(1).compareTo(divisor);
    if (half > 0 || half == 0 && significand.testBit(0)) {
      significand = significand.add(BigInteger.ONE);
    }
    if (significand.bitLength() > format.fractionBits + 1) {
      significand = significand.shiftRight(1);
      exponent++;
    }
    boolean normal = significand.testBit(format.fractionBits);
    int biased = normal ? exponent + format.bias() : 0;
    if (biased >= (1 << format.exponentBits) - 1) {
      return assemble(format, (1 << format.exponentBits) - 1, BigInteger.ZERO, true);
    }
    return assemble(format, biased, significand.clearBit(format.fractionBits), normal);
  }

  private static BigInteger assemble(
      Format format, int exponent, BigInteger fraction, boolean integerBit) {
    BigInteger bits = fraction;
    int shift = format.fractionBits;
    if (format.explicitInteger) {
      bits = integerBit ? bits.setBit(shift) : bits;
      shift++;
    }
    return bits.or(BigInteger.valueOf(exponent).shiftLeft(shift));
  }

  private static byte[] littleEndian(BigInteger bits, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = bits.shiftRight(i * 8).byteValue();
    }
    return bytes;
  }
}
