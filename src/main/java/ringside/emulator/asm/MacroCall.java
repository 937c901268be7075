package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Token.Kind;

/**
 * One call of a multi-line macro: it replaces {@code %1}, {@code %0}, {@code %%label} and so on.
 */
final class MacroCall {
  private static final Map<String, String> INVERSE_CONDITIONS =
      Map.ofEntries(
          Map.entry("a", "na"),
          Map.entry("ae", "nae"),
          Map.entry("b", "nb"),
          Map.entry("be", "nbe"),
          Map.entry("c", "nc"),
          Map.entry("cxz", "cxz"),
          Map.entry("e", "ne"),
          Map.entry("g", "ng"),
          Map.entry("ge", "nge"),
          Map.entry("l", "nl"),
          Map.entry("le", "nle"),
          Map.entry("na", "a"),
          Map.entry("nae", "ae"),
          Map.entry("nb", "b"),
          Map.entry("nbe", "be"),
          Map.entry("nc", "c"),
          Map.entry("ne", "e"),
          Map.entry("ng", "g"),
          Map.entry("nge", "ge"),
          Map.entry("nl", "l"),
          Map.entry("nle", "le"),
          Map.entry("no", "o"),
          Map.entry("np", "p"),
          Map.entry("ns", "s"),
          Map.entry("nz", "z"),
          Map.entry("o", "no"),
          Map.entry("p", "np"),
          Map.entry("pe", "po"),
          Map.entry("po", "pe"),
          Map.entry("s", "ns"),
          Map.entry("z", "nz"));

  /** Stands for the replacement of a token whose mistake has been reported. */
  static final List<Token> FAILED = new ArrayList<>();

  private final MultiLineMacro macro;
  private final String calledAs;
  private final List<Token> label;
  private final List<List<Token>> arguments;
  private final int id;
  private int rotation;

  /**
   * @param id number that makes the call's {@code %%labels} its own
   * @param arguments as given and completed with defaults
   */
  MacroCall(
      MultiLineMacro macro,
      String calledAs,
      List<Token> label,
      List<List<Token>> arguments,
      int id) {
    this.macro = macro;
    this.calledAs = calledAs;
    this.label = label;
    this.arguments = arguments;
    this.id = id;
  }

  MultiLineMacro macro() {
    return macro;
  }

  void rotate(long by) {
    if (!arguments.isEmpty()) {
      rotation = (int) Math.floorMod(rotation + by, (long) arguments.size());
    }
  }

  /** What a PERCENT token of the body stands for; null if it is nothing of this call. */
  @Nullable List<Token> replace(Token token, Diagnostics diagnostics) {
    String text = token.text().substring(1);
    if (text.startsWith("%")) {
      return List.of(new Token(Kind.WORD, "..@" + id + "." + text.substring(1), token.range()));
    }
    if (text.equals("?") || text.equals("*?")) {
      return List.of(new Token(Kind.WORD, calledAs, token.range()));
    }
    if (text.equals("??") || text.equals("*??")) {
      return List.of(new Token(Kind.WORD, macro.name(), token.range()));
    }
    if (text.equals("0")) {
      return List.of(new Token(Kind.NUMBER, String.valueOf(arguments.size()), token.range()));
    }
    if (text.equals("00")) {
      return label;
    }
    int colon = text.indexOf(':');
    if (colon > 0) {
      return range(text.substring(0, colon), text.substring(colon + 1));
    }
    boolean sign = text.startsWith("+") || text.startsWith("-");
    Integer number = number(text, sign ? 1 : 0);
    if (number == null) {
      return null;
    }
    List<Token> argument = argument(number);
    return sign ? condition(token, text.startsWith("-"), argument, diagnostics) : argument;
  }

  private static @Nullable Integer number(String text, int from) {
    if (from == text.length() || text.length() > 7) {
      return null;
    }
    for (int i = from; i < text.length(); i++) {
      if (!Lexer.isDigit(text.charAt(i))) {
        return null;
      }
    }
    return Integer.valueOf(text.substring(from));
  }

  private List<Token> argument(int number) {
    if (number < 1 || number > arguments.size()) {
      return List.of();
    }
    return arguments.get((number - 1 + rotation) % arguments.size());
  }

  private @Nullable List<Token> range(String first, String last) {
    Integer from = bound(first);
    Integer to = bound(last);
    if (from == null || to == null) {
      return null;
    }
    List<Token> tokens = new ArrayList<>();
    int step = from <= to ? 1 : -1;
    for (int i = from; i != to + step && !arguments.isEmpty(); i += step) {
      List<Token> argument = argument(i);
      if (i != from && !argument.isEmpty()) {
        tokens.add(new Token(Kind.OPERATOR, ",", argument.getFirst().range()));
      }
      tokens.addAll(argument);
    }
    return tokens;
  }

  /** A bound of {@code %{1:-1}}: negative numbers count from the last argument. */
  private @Nullable Integer bound(String text) {
    boolean negative = text.startsWith("-");
    Integer number = number(text, negative ? 1 : 0);
    if (number == null) {
      return null;
    }
    int bound = negative ? arguments.size() + 1 - number : number;
    return bound < 1 || bound > arguments.size() ? null : bound;
  }

  private static List<Token> condition(
      Token token, boolean inverse, List<Token> argument, Diagnostics diagnostics) {
    String written = argument.size() == 1 ? argument.getFirst().text() : "";
    String lower = written.toLowerCase(Locale.ROOT);
    String inverted = INVERSE_CONDITIONS.get(lower);
    if (inverted == null || inverse && lower.equals("cxz")) {
      diagnostics.error(DiagnosticCode.NOT_A_CONDITION, token.range(), written);
      return FAILED;
    }
    return List.of(new Token(Kind.WORD, inverse ? inverted : written, token.range()));
  }
}
