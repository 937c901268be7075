package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.asm.Token.Kind;

/**
 * Decides the directives of the {@code %if} family; the middle of {@code %elifndef} is {@code
 * ndef}.
 */
final class ConditionTest {
  private final Preprocessor preprocessor;
  private final MacroExpander expander;
  private final Contexts contexts;
  private final Diagnostics diagnostics;

  ConditionTest(
      Preprocessor preprocessor,
      MacroExpander expander,
      Contexts contexts,
      Diagnostics diagnostics) {
    this.preprocessor = preprocessor;
    this.expander = expander;
    this.contexts = contexts;
    this.diagnostics = diagnostics;
  }

  /** Whether {@code suffix} names a test, as {@code "ndef"} in {@code %ifndef}. */
  static boolean isTest(String suffix) {
    return switch (suffix.startsWith("n") && !suffix.equals("num") ? suffix.substring(1) : suffix) {
      case "", "def", "macro", "ctx", "idn", "idni", "id", "num", "str", "token", "empty", "env" ->
          true;
      default -> false;
    };
  }

  /**
   * Decides one test.
   *
   * @param suffix what follows {@code %if} or {@code %elif}
   * @param directive the directive itself, for messages
   * @param rest the tokens behind it, unexpanded
   */
  boolean test(String suffix, Token directive, List<Token> rest) {
    boolean negated = suffix.startsWith("n") && !suffix.equals("num");
    boolean result = positive(negated ? suffix.substring(1) : suffix, directive, rest);
    return result != negated;
  }

  private boolean positive(String test, Token directive, List<Token> rest) {
    return switch (test) {
      case "" -> {
        Value value = preprocessor.evaluate(rest, directive);
        yield value != null && value.address() != 0;
      }
      case "def" -> anyName(rest, expander::isDefined);
      case "macro" -> preprocessor.isMacro(expander.expand(rest));
      case "ctx" ->
          anyName(rest, name -> !contexts.isEmpty() && contexts.top().equalsIgnoreCase(name));
      case "idn", "idni" -> identical(expander.expand(rest), directive, test.equals("idni"));
      case "id" -> {
        Token first = first(expander.expand(rest));
        yield first != null && first.is(Kind.WORD) && !first.text().matches("\\$\\$?");
      }
      case "num" -> {
        List<Token> tokens = dense(expander.expand(rest));
        while (!tokens.isEmpty()
            && (tokens.getFirst().isOperator("-") || tokens.getFirst().isOperator("+"))) {
          tokens.removeFirst();
        }
        yield !tokens.isEmpty() && tokens.getFirst().is(Kind.NUMBER);
      }
      case "str" -> {
        Token first = first(expander.expand(rest));
        yield first != null && first.is(Kind.STRING);
      }
      case "token" -> {
        List<Token> tokens = dense(expander.expand(rest));
        boolean signed =
            tokens.size() == 2
                && (tokens.getFirst().isOperator("-") || tokens.getFirst().isOperator("+"))
                && tokens.get(1).is(Kind.NUMBER);
        yield tokens.size() == 1 || signed;
      }
      case "empty" -> dense(expander.expand(rest)).isEmpty();
      case "env" -> false;
      default -> throw new IllegalArgumentException("not a test: " + test);
    };
  }

  private static boolean anyName(List<Token> rest, java.util.function.Predicate<String> test) {
    return dense(rest).stream().anyMatch(token -> test.test(token.text()));
  }

  private boolean identical(List<Token> rest, Token directive, boolean ignoreCase) {
    List<List<Token>> sides = new ArrayList<>();
    sides.add(new ArrayList<>());
    int depth = 0;
    for (Token token : rest) {
      if (token.isOperator("{")) {
        depth++;
      } else if (token.isOperator("}")) {
        depth--;
      }
      if (token.isOperator(",") && depth == 0) {
        sides.add(new ArrayList<>());
      } else {
        sides.getLast().add(token);
      }
    }
    if (sides.size() != 2) {
      diagnostics.error(DiagnosticCode.EXPECTED, directive.range().end(), ",");
      return false;
    }
    List<Token> left = dense(sides.getFirst());
    List<Token> right = dense(sides.getLast());
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      String a = comparable(left.get(i));
      String b = comparable(right.get(i));
      if (!(ignoreCase ? a.equalsIgnoreCase(b) : a.equals(b))) {
        return false;
      }
    }
    return true;
  }

  /** Strings are the same whichever quotes they have. */
  private static String comparable(Token token) {
    return token.is(Kind.STRING)
        ? StringLiteral.quote(StringLiteral.bytes(token.text()))
        : token.text();
  }

  private static @org.jspecify.annotations.Nullable Token first(List<Token> tokens) {
    List<Token> dense = dense(tokens);
    return dense.isEmpty() ? null : dense.getFirst();
  }

  private static List<Token> dense(List<Token> tokens) {
    List<Token> dense = new ArrayList<>(tokens);
    dense.removeIf(token -> token.is(Kind.SPACE));
    return dense;
  }
}
