package ringside.cli;

import java.util.Locale;

/** Numbers and sizes as options write them. */
final class Numbers {
  private Numbers() {}

  /**
   * Reads {@code 4096}, {@code 0x7c00} or {@code 7c00h}.
   *
   * @throws CommandFailure if it is none of them
   */
  static long address(String option, String text) {
    String lower = text.toLowerCase(Locale.ROOT).replace("_", "");
    try {
      if (lower.startsWith("0x")) {
        return Long.parseUnsignedLong(lower.substring(2), 16);
      }
      if (lower.endsWith("h")) {
        return Long.parseUnsignedLong(lower.substring(0, lower.length() - 1), 16);
      }
      return Long.parseLong(lower);
    } catch (NumberFormatException _) {
      throw CommandFailure.author(option + " needs a number such as 0x7c00, not " + text);
    }
  }

  /**
   * Reads {@code 65536}, {@code 64K}, {@code 16M} or {@code 1G}.
   *
   * @throws CommandFailure if it is none of them
   */
  static long size(String option, String text) {
    int shift =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 'k', 'K' -> 10;
          case 'm', 'M' -> 20;
          case 'g', 'G' -> 30;
          default -> 0;
        };
    String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
    long size = address(option, digits);
    if (size < 0 || size > Long.MAX_VALUE >> shift) {
      throw CommandFailure.author(option + " needs a size such as 16M, not " + text);
    }
    return size << shift;
  }

  /**
   * Reads a count such as {@code 5000}, {@code 20k} or {@code 100M}, in powers of ten.
   *
   * @throws CommandFailure if it is none of them
   */
  static long count(String option, String text) {
    long factor =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 'k', 'K' -> 1_000;
          case 'm', 'M' -> 1_000_000;
          case 'g', 'G' -> 1_000_000_000;
          default -> 1;
        };
    String digits = factor == 1 ? text : text.substring(0, text.length() - 1);
    long count = address(option, digits);
    if (count < 0 || count > Long.MAX_VALUE / factor) {
      throw CommandFailure.author(option + " needs a count such as 100M, not " + text);
    }
    return count * factor;
  }

  /** A count as {@link #count(String, String)} reads it. */
  static String count(long count) {
    if (count > 0 && count % 1_000_000 == 0) {
      return count / 1_000_000 + "M";
    }
    return count > 0 && count % 1000 == 0 ? count / 1000 + "k" : Long.toString(count);
  }
}
