package ringside.lab.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.X87;

/** The x87 part of a vector: registers by physical number, as hexadecimal strings of 80 bits. */
final class X87Registers {
  private static final int REGISTERS = 8;
  private static final int SIGNIFICAND_DIGITS = 16;

  private X87Registers() {}

  static void load(X87 fpu, Map<String, String> state) {
    fpu.initialize();
    fpu.setControl(number(state.get("cw")));
    fpu.setStatus(number(state.get("sw")));
    for (int register = 0; register < REGISTERS; register++) {
      String digits = state.get("r" + register);
      int split = digits == null ? 0 : Math.max(0, digits.length() - SIGNIFICAND_DIGITS);
      fpu.setRaw(
          index(fpu, register),
          digits == null || split == 0 ? 0 : number(digits.substring(0, split)),
          digits == null ? 0 : Long.parseUnsignedLong(digits.substring(split), 16));
    }
    fpu.setAbridgedTags(number(state.get("tw")));
  }

  /**
   * Compares everything but the undefined bits of the status word.
   *
   * @param initial the state before
   * @param changed what silicon changed
   */
  static void compare(
      X87 fpu,
      Map<String, String> initial,
      @Nullable Map<String, String> changed,
      int undefinedStatus,
      List<String> differences) {
    compare("fcw", "cw", initial, changed, hex(fpu.control()), -1, differences);
    compare("fsw", "sw", initial, changed, hex(fpu.status()), ~undefinedStatus, differences);
    compare("ftw", "tw", initial, changed, hex(fpu.abridgedTags()), -1, differences);
    for (int register = 0; register < REGISTERS; register++) {
      String name = "r" + register;
      int index = index(fpu, register);
      String actual = "%04x%016x".formatted(fpu.signExponent(index), fpu.significand(index));
      String expected = expected(name, initial, changed);
      if (!actual.equals("0".repeat(20 - expected.length()) + expected)) {
        differences.add("%s is %s, silicon %s".formatted(name, actual, expected));
      }
    }
  }

  private static void compare(
      String title,
      String name,
      Map<String, String> initial,
      @Nullable Map<String, String> changed,
      String actual,
      int mask,
      List<String> differences) {
    String expected = expected(name, initial, changed);
    if (((number(actual) ^ number(expected)) & mask) != 0) {
      differences.add("%s is %s, silicon %s".formatted(title, actual, expected));
    }
  }

  private static String expected(
      String name, Map<String, String> initial, @Nullable Map<String, String> changed) {
    String value = changed == null ? null : changed.get(name);
    return value != null ? value : initial.getOrDefault(name, "0");
  }

  /** Physical register number to index from the top of the stack. */
  private static int index(X87 fpu, int register) {
    return register - (fpu.status() >>> 11) & 7;
  }

  private static int number(@Nullable String hex) {
    return hex == null ? 0 : Integer.parseInt(hex, 16);
  }

  private static String hex(int value) {
    return Integer.toHexString(value);
  }
}
