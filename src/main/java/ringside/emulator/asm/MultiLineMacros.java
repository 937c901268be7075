package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Token.Kind;

/** The macros of {@code %macro}, by name and number of arguments. */
final class MultiLineMacros {
  private final Map<String, List<MultiLineMacro>> macros = new HashMap<>();

  /**
   * A line that starts, behind an optional label, with the name of a macro.
   *
   * @param macro null if none of that name takes so many arguments
   * @param label the tokens before the name
   */
  record Call(
      @Nullable MultiLineMacro macro, Token name, List<Token> label, List<List<Token>> arguments) {

    MacroCall start(int id) {
      if (macro == null) {
        throw new IllegalStateException("no macro takes the arguments of " + name.text());
      }
      List<Token> bare = new ArrayList<>(label);
      bare.removeIf(token -> token.isOperator(":") || token.is(Kind.SPACE));
      List<List<Token>> completed = new ArrayList<>(arguments);
      for (int i = completed.size() - macro.minimum(); i >= 0 && i < macro.defaults().size(); i++) {
        if (completed.size() < macro.maximum()) {
          completed.add(macro.defaults().get(i));
        }
      }
      return new MacroCall(macro, name.text(), bare, completed, id);
    }
  }

  void define(MultiLineMacro macro) {
    if (macro.name().isEmpty()) {
      return;
    }
    List<MultiLineMacro> sameName =
        macros.computeIfAbsent(macro.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>());
    sameName.removeIf(old ->
        old.isNamed(macro.name())
            && old.minimum() == macro.minimum()
            && old.maximum() == macro.maximum());
    sameName.addFirst(macro);
  }

  /** {@code %unmacro name 1-3} */
  void undefine(List<Token> nameAndCounts) {
    List<Token> tokens = MacroExpander.trim(nameAndCounts);
    if (tokens.isEmpty()) {
      return;
    }
    String counts = Preprocessor.text(tokens.subList(1, tokens.size())).replace("+", "");
    named(tokens.getFirst().text()).removeIf(macro -> counts.equals(counts(macro)));
  }

  private static String counts(MultiLineMacro macro) {
    if (macro.minimum() == macro.maximum()) {
      return String.valueOf(macro.minimum());
    }
    boolean unlimited = macro.maximum() == MultiLineMacro.UNLIMITED;
    return macro.minimum() + "-" + (unlimited ? "*" : String.valueOf(macro.maximum()));
  }

  /** {@code %ifmacro name 1-3}: whether a macro with overlapping argument counts exists. */
  boolean isDefined(List<Token> nameAndCounts) {
    List<Token> tokens = MacroExpander.trim(nameAndCounts);
    if (tokens.isEmpty()) {
      return false;
    }
    String counts = Preprocessor.text(tokens.subList(1, tokens.size())).replace("+", "");
    String name = tokens.getFirst().text();
    if (counts.isEmpty()) {
      return named(name).stream().anyMatch(macro -> macro.isNamed(name));
    }
    int dash = counts.indexOf('-');
    int minimum = number(dash < 0 ? counts : counts.substring(0, dash));
    int maximum = dash < 0 ? minimum : number(counts.substring(dash + 1));
    return named(name).stream()
        .anyMatch(macro ->
            macro.isNamed(name) && macro.minimum() <= maximum && macro.maximum() >= minimum);
  }

  private static int number(String text) {
    NumberLiteral.Integer64 number = NumberLiteral.read(text);
    return number == null ? MultiLineMacro.UNLIMITED : (int) Math.min(number.value(), 1 << 20);
  }

  private List<MultiLineMacro> named(String name) {
    List<MultiLineMacro> sameName = macros.get(name.toLowerCase(Locale.ROOT));
    return sameName == null ? new ArrayList<>() : sameName;
  }

  /** The macro call in a line, if there is one. */
  @Nullable Call find(List<Token> tokens, List<MultiLineMacro> active) {
    int at = 0;
    Call call = callAt(tokens, at, active);
    if (call != null || tokens.isEmpty()) {
      return call;
    }
    Token first = tokens.getFirst();
    if (!first.is(Kind.WORD) && !first.is(Kind.PERCENT)) {
      return null;
    }
    at = skipSpace(tokens, 1);
    if (at < tokens.size() && tokens.get(at).isOperator(":")) {
      at = skipSpace(tokens, at + 1);
    }
    return callAt(tokens, at, active);
  }

  private static int skipSpace(List<Token> tokens, int at) {
    return at < tokens.size() && tokens.get(at).is(Kind.SPACE) ? at + 1 : at;
  }

  private @Nullable Call callAt(List<Token> tokens, int at, List<MultiLineMacro> active) {
    if (at >= tokens.size() || !tokens.get(at).is(Kind.WORD)) {
      return null;
    }
    Token name = tokens.get(at);
    List<MultiLineMacro> candidates = new ArrayList<>(named(name.text()));
    candidates.removeIf(macro -> !macro.isNamed(name.text()) || isActive(macro, active));
    if (candidates.isEmpty()) {
      return null;
    }
    List<Token> rest = tokens.subList(at + 1, tokens.size());
    List<List<Token>> arguments =
        MacroExpander.trim(rest).isEmpty() ? List.of() : splitArguments(rest);
    List<Token> label = List.copyOf(tokens.subList(0, at));
    for (MultiLineMacro macro : candidates) {
      if (macro.takes(arguments.size())) {
        return new Call(macro, name, label, greedy(macro, arguments));
      }
    }
    return new Call(null, name, label, arguments);
  }

  private static boolean isActive(MultiLineMacro macro, List<MultiLineMacro> active) {
    for (MultiLineMacro other : active) {
      if (other == macro) {
        return true;
      }
    }
    return false;
  }

  /** Splits at commas outside braces, quotes being tokens already. */
  static List<List<Token>> splitArguments(List<Token> tokens) {
    List<List<Token>> arguments = new ArrayList<>();
    List<Token> argument = new ArrayList<>();
    int depth = 0;
    for (Token token : tokens) {
      if (token.isOperator("{")) {
        depth++;
      } else if (token.isOperator("}")) {
        depth--;
      }
      if (token.isOperator(",") && depth == 0) {
        arguments.add(MacroExpander.trim(argument));
        argument = new ArrayList<>();
      } else {
        argument.add(token);
      }
    }
    arguments.add(MacroExpander.trim(argument));
    return arguments;
  }

  private static List<List<Token>> greedy(MultiLineMacro macro, List<List<Token>> arguments) {
    if (!macro.greedy() || arguments.size() <= macro.maximum() || macro.maximum() == 0) {
      return arguments;
    }
    List<List<Token>> result = new ArrayList<>(arguments.subList(0, macro.maximum()));
    List<Token> last = new ArrayList<>(result.getLast());
    for (List<Token> more : arguments.subList(macro.maximum(), arguments.size())) {
      last.add(
          new Token(
              Kind.OPERATOR,
              ",",
              last.isEmpty() ? new SourceRange("", 0, 0, 0) : last.getLast().range()));
      last.addAll(more);
    }
    result.set(result.size() - 1, last);
    return result;
  }
}
