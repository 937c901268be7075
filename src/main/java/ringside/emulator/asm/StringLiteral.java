package ringside.emulator.asm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** String literals: plain between {@code '} or {@code "}, with C's escapes between backquotes. */
final class StringLiteral {
  private StringLiteral() {}

  /** The bytes that a STRING token stands for: UTF-8, except where an escape names a byte. */
  static byte[] bytes(String quoted) {
    String inner = quoted.substring(1, quoted.length() - 1);
    if (quoted.charAt(0) != '`') {
      return inner.getBytes(StandardCharsets.UTF_8);
    }
    byte[] out = new byte[inner.length() * 4];
    int length = 0;
    int i = 0;
    while (i < inner.length()) {
      int codePoint = inner.codePointAt(i);
      i += Character.charCount(codePoint);
      if (codePoint != '\\' || i == inner.length()) {
        length = append(out, length, Character.toString(codePoint));
        continue;
      }
      char escape = inner.charAt(i++);
      switch (escape) {
        case 'a' -> out[length++] = 7;
        case 'b' -> out[length++] = 8;
        case 't' -> out[length++] = 9;
        case 'n' -> out[length++] = 10;
        case 'v' -> out[length++] = 11;
        case 'f' -> out[length++] = 12;
        case 'r' -> out[length++] = 13;
        case 'e' -> out[length++] = 27;
        case 'x' -> {
          int end = digitsEnd(inner, i, 16, 2);
          out[length++] = (byte) (end == i ? 'x' : Integer.parseInt(inner, i, end, 16));
          i = end;
        }
        case 'u', 'U' -> {
          int end = digitsEnd(inner, i, 16, escape == 'u' ? 4 : 8);
          long value = end == i ? -1 : Long.parseLong(inner, i, end, 16);
          boolean valid = value >= 0 && value <= Character.MAX_CODE_POINT;
          length =
              append(out, length, valid ? Character.toString((int) value) : String.valueOf(escape));
          i = end;
        }
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int end = digitsEnd(inner, i - 1, 8, 3);
          out[length++] = (byte) Integer.parseInt(inner, i - 1, end, 8);
          i = end;
        }
        default -> length = append(out, length, String.valueOf(escape));
      }
    }
    return Arrays.copyOf(out, length);
  }

  /** A literal whose {@link #bytes} are {@code bytes}. */
  static String quote(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean plain =
        Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
            && text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    if (plain && text.indexOf('\'') < 0) {
      return "'" + text + "'";
    }
    if (plain && text.indexOf('"') < 0) {
      return '"' + text + '"';
    }
    StringBuilder quoted = new StringBuilder("`");
    for (byte value : bytes) {
      int b = value & 0xff;
      if (b == '`' || b == '\\') {
        quoted.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7f) {
        quoted.append((char) b);
      } else {
        quoted
            .append("\\x")
            .append(Character.forDigit(b >> 4, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return quoted.append('`').toString();
  }

  /** The string as a little-endian number, as in {@code mov eax, 'abcd'}; excess bytes are lost. */
  static long number(String quoted) {
    byte[] bytes = bytes(quoted);
    long value = 0;
    for (int i = Math.min(bytes.length, 8) - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  private static int digitsEnd(String text, int from, int radix, int limit) {
    int end = from;
    while (end < text.length()
        && end - from < limit
        && text.charAt(end) < 0x80
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }

  private static int append(byte[] out, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    return length + bytes.length;
  }
}
