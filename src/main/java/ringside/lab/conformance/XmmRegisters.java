package ringside.lab.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.Sse;

/** The SSE part of a vector: registers by number, as hexadecimal numbers of 128 bits. */
final class XmmRegisters {
  private static final int QUADWORD_DIGITS = 16;

  /** What the manual allows RCPPS and RSQRTPS. */
  private static final double RELATIVE_ERROR = 1.5 / 4096;

  private XmmRegisters() {}

  /**
   * Loads registers, those not listed with 0, and MXCSR, by default with what it is after reset.
   */
  static void load(Sse sse, @Nullable Map<String, String> registers, @Nullable String mxcsr) {
    sse.initialize();
    if (registers != null) {
      registers.forEach((name, digits) -> sse.set(number(name), low(digits), high(digits)));
    }
    if (mxcsr != null) {
      sse.setMxcsr(Integer.parseUnsignedInt(mxcsr, 16));
    }
  }

  /**
   * Compares registers and MXCSR.
   *
   * @param count how many registers there are in the mode
   */
  static void compare(
      Sse sse, VectorForm form, UserModeVector vector, int count, List<String> differences) {
    for (int register = 0; register < count; register++) {
      String name = Integer.toString(register);
      String digits = changed(vector.f().x(), name, changed(vector.x(), name, "0"));
      long low = sse.low(register);
      long high = sse.high(register);
      if (!agrees(low, low(digits), form) || !agrees(high, high(digits), form)) {
        differences.add("xmm%d is %016x%016x, silicon %s".formatted(register, high, low, digits));
      }
    }
    String initial = vector.mxcsr() == null ? "1f80" : vector.mxcsr();
    String expected = vector.f().mxcsr() == null ? initial : vector.f().mxcsr();
    if (sse.mxcsr() != Integer.parseUnsignedInt(expected, 16)) {
      differences.add("mxcsr is %x, silicon %s".formatted(sse.mxcsr(), expected));
    }
  }

  private static boolean agrees(long actual, long expected, VectorForm form) {
    return actual == expected
        || form.approx() == 1
            && close((int) actual, (int) expected)
            && close((int) (actual >>> 32), (int) (expected >>> 32));
  }

  private static boolean close(int actual, int expected) {
    if (actual == expected) {
      return true;
    }
    double is = Float.intBitsToFloat(actual);
    double silicon = Float.intBitsToFloat(expected);
    return Math.abs(is - silicon) <= RELATIVE_ERROR * Math.abs(silicon);
  }

  private static String changed(
      @Nullable Map<String, String> registers, String name, String otherwise) {
    return registers == null ? otherwise : registers.getOrDefault(name, otherwise);
  }

  private static int number(String name) {
    int register = Integer.parseInt(name);
    if (register < 0 || register > 15) {
      throw new ConformanceException("no register xmm" + name, null);
    }
    return register;
  }

  private static long low(String digits) {
    return Long.parseUnsignedLong(
        digits.substring(Math.max(0, digits.length() - QUADWORD_DIGITS)), 16);
  }

  private static long high(String digits) {
    int split = digits.length() - QUADWORD_DIGITS;
    return split <= 0 ? 0 : Long.parseUnsignedLong(digits.substring(0, split), 16);
  }
}
