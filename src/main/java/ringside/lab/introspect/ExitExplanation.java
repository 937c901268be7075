package ringside.lab.introspect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent.VmExit;

/**
 * A VM exit, read: which reason it is, and what its numbers say. The words themselves are texts of
 * the player; here are their keys.
 *
 * @param reason key of the reason's name: {@code exit.vmx.30}, {@code exit.svm.7b}
 * @param code the reason as its manual writes it: {@code 30}, {@code 7Bh}, {@code -1}
 * @param cause what kind of thing made the processor leave; lower case
 * @param failed whether the entry failed, so that nothing of the guest ran
 * @param says what happened, the most important first; a phrase each
 * @param bits the exit qualification, or EXITINFO1, highest bits first; none where it is one
 *     number, or unused
 */
public record ExitExplanation(
    String reason,
    String code,
    String cause,
    boolean failed,
    List<Phrase> says,
    List<BitField> bits) {

  /** A text, {@code exit.says.…}, and its parameters. */
  public record Phrase(String key, Map<String, String> with) {
    static Phrase of(String key) {
      return new Phrase("exit.says." + key, Map.of());
    }

    static Phrase of(String key, String name, String value) {
      return new Phrase("exit.says." + key, Map.of(name, value));
    }

    static Phrase of(String key, Map<String, String> with) {
      return new Phrase("exit.says." + key, with);
    }
  }

  /**
   * Bits of a number that belong together.
   *
   * @param value in hexadecimal
   * @param meaning the text {@code qual.…} of what they mean; null: reserved
   * @param parameter of that text
   */
  public record BitField(
      int high, int low, String value, @Nullable String meaning, @Nullable String parameter) {}

  public ExitExplanation {
    says = List.copyOf(says);
    bits = List.copyOf(bits);
  }

  /** Reads an exit. */
  public static ExitExplanation of(VmExit exit) {
    return switch (exit.technology()) {
      case VMX -> VmxExitReader.read(exit);
      case SVM -> SvmExitReader.read(exit);
    };
  }

  /** What the readers of both technologies have in common. */
  static final class Words {
    private static final List<String> GENERAL =
        List.of(
            "RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8", "R9", "R10", "R11", "R12",
            "R13", "R14", "R15");
    private static final List<String> EXCEPTIONS =
        List.of(
            "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "", "#TS", "#NP", "#SS",
            "#GP", "#PF", "", "#MF", "#AC", "#MC", "#XM", "#VE", "#CP");
    private static final int EXTERNAL = 0;
    private static final int SOFTWARE = 4;

    private Words() {}

    static String register(long number) {
      return GENERAL.get((int) number & 15);
    }

    /** {@code 0x3F8}. */
    static String hex(long value) {
      return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
    }

    /** {@code 0x000B8000}. */
    static String address(long value) {
      return "0x" + String.format("%08X", value);
    }

    static String exception(int vector) {
      String name = vector < EXCEPTIONS.size() ? EXCEPTIONS.get(vector) : "";
      return name.isEmpty() ? hex(vector) : name;
    }

    static boolean bit(long value, int at) {
      return (value >>> at & 1) != 0;
    }

    static BitField field(
        long value, int high, int low, @Nullable String meaning, @Nullable String parameter) {
      long bits = value >>> low & (1L << high - low + 1) - 1;
      return new BitField(high, low, Long.toHexString(bits), meaning, parameter);
    }

    static BitField field(long value, int high, int low, @Nullable String meaning) {
      return field(value, high, low, meaning, null);
    }

    /** One bit, with a meaning for each of its values. */
    static BitField flag(long value, int at, String set, String clear) {
      return field(value, at, at, bit(value, at) ? set : clear, null);
    }

    /** {@code RWX}, a dash for what is not there. */
    static String rights(long value) {
      return (bit(value, 0) ? "R" : "-")
          + (bit(value, 1) ? "W" : "-")
          + (bit(value, 2) ? "X" : "-");
    }

    /** The event whose delivery an exit interrupted; both manuals write it in one format. */
    static Phrase delivering(long event) {
      int vector = (int) event & 0xFF;
      int type = (int) (event >>> 8) & 7;
      return type == EXTERNAL || type == SOFTWARE
          ? Phrase.of("delivering-vector", "vector", hex(vector))
          : Phrase.of("delivering-exception", "event", exception(vector));
    }
  }
}
