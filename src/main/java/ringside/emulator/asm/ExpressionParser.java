package ringside.emulator.asm;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions with NASM's precedence, loosest first: {@code ?:}, {@code ||}, {@code ^^},
 * {@code &&}, comparisons, {@code |}, {@code ^}, {@code &}, shifts, sums, products, unary
 * operators.
 */
final class ExpressionParser {
  private static final int MAXIMUM_DEPTH = 200;
  private static final int MAXIMUM_OPERATORS = 1000;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("||", 1),
          Map.entry("^^", 2),
          Map.entry("&&", 3),
          Map.entry("=", 4),
          Map.entry("==", 4),
          Map.entry("!=", 4),
          Map.entry("<>", 4),
          Map.entry("<", 4),
          Map.entry("<=", 4),
          Map.entry(">", 4),
          Map.entry(">=", 4),
          Map.entry("<=>", 4),
          Map.entry("|", 5),
          Map.entry("^", 6),
          Map.entry("&", 7),
          Map.entry("<<", 8),
          Map.entry("<<<", 8),
          Map.entry(">>", 8),
          Map.entry(">>>", 8),
          Map.entry("+", 9),
          Map.entry("-", 9),
          Map.entry("*", 10),
          Map.entry("/", 10),
          Map.entry("//", 10),
          Map.entry("%", 10),
          Map.entry("%%", 10));

  private static final Set<String> UNARY = Set.of("+", "-", "~", "!");

  private final TokenCursor cursor;
  private final Diagnostics diagnostics;
  private int depth;
  private int operators;

  ExpressionParser(TokenCursor cursor, Diagnostics diagnostics) {
    this.cursor = cursor;
    this.diagnostics = diagnostics;
  }

  /** Reads the longest expression that starts here. */
  Expression parse() {
    if (++depth > MAXIMUM_DEPTH) {
      SourceRange here = cursor.here();
      diagnostics.error(DiagnosticCode.EXPRESSION_TOO_DEEP, here, String.valueOf(MAXIMUM_DEPTH));
      cursor.skipToEnd();
      depth--;
      return new Expression.Invalid(here);
    }
    Expression result = binary(1);
    Token question = cursor.peek();
    if (question != null && question.isWord("?")) {
      cursor.skip();
      Expression yes = parse();
      if (!cursor.take(":")) {
        diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), ":");
      }
      Expression no = parse();
      result = new Expression.Conditional(result, yes, no, cursor.since(result.range()));
    }
    depth--;
    return result;
  }

  private Expression binary(int minimum) {
    Expression left = unary();
    while (true) {
      Token token = cursor.peek();
      Integer precedence =
          token != null && token.is(Token.Kind.OPERATOR) ? PRECEDENCE.get(token.text()) : null;
      if (token == null || precedence == null || precedence < minimum) {
        return left;
      }
      if (++operators > MAXIMUM_OPERATORS) {
        return tooDeep(token);
      }
      cursor.skip();
      Expression right = binary(precedence + 1);
      left = new Expression.Binary(token.text(), left, right, left.range().to(right.range()));
    }
  }

  private Expression unary() {
    Token token = cursor.peek();
    if (token != null
        && (token.is(Token.Kind.OPERATOR) && UNARY.contains(token.text()) || token.isWord("seg"))) {
      cursor.skip();
      if (++depth > MAXIMUM_DEPTH) {
        depth--;
        return tooDeep(token);
      }
      Expression operand = unary();
      depth--;
      return new Expression.Unary(
          token.text().toLowerCase(java.util.Locale.ROOT),
          operand,
          token.range().to(operand.range()));
    }
    return primary(token);
  }

  private Expression tooDeep(Token token) {
    String limit =
        String.valueOf(operators > MAXIMUM_OPERATORS ? MAXIMUM_OPERATORS : MAXIMUM_DEPTH);
    diagnostics.error(DiagnosticCode.EXPRESSION_TOO_DEEP, token.range(), limit);
    cursor.skipToEnd();
    return new Expression.Invalid(token.range());
  }

  private Expression primary(@Nullable Token token) {
    if (token == null) {
      diagnostics.error(DiagnosticCode.EXPRESSION_MISSING, cursor.here());
      return new Expression.Invalid(cursor.here());
    }
    switch (token.kind()) {
      case NUMBER -> {
        cursor.skip();
        return number(token);
      }
      case STRING -> {
        cursor.skip();
        return new Expression.Number(StringLiteral.number(token.text()), token.range());
      }
      case WORD -> {
        cursor.skip();
        return word(token);
      }
      case OPERATOR -> {
        if (token.text().equals("(")) {
          cursor.skip();
          Expression inner = parse();
          if (!cursor.take(")")) {
            diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), ")");
            cursor.skipToEnd();
          }
          return withRange(inner, cursor.since(token.range()));
        }
        diagnostics.error(DiagnosticCode.EXPRESSION_EXPECTED, token.range(), token.text());
      }
      case PERCENT, INDIRECT ->
          diagnostics.error(DiagnosticCode.EXPRESSION_EXPECTED, token.range(), token.text());
      case SPACE, EXPANSION_END ->
          throw new IllegalStateException("not a token of a line: " + token);
    }
    cursor.skip();
    return new Expression.Invalid(token.range());
  }

  private Expression number(Token token) {
    if (NumberLiteral.isFloat(token.text())) {
      return new Expression.Float(token.text(), token.range());
    }
    NumberLiteral.Integer64 number = NumberLiteral.read(token.text());
    if (number == null) {
      diagnostics.error(DiagnosticCode.BAD_NUMBER, token.range(), token.text());
      return new Expression.Invalid(token.range());
    }
    if (number.overflow()) {
      diagnostics.warning(DiagnosticCode.NUMBER_TOO_LONG, token.range(), token.text());
    }
    return new Expression.Number(number.value(), token.range());
  }

  private Expression word(Token token) {
    String text = token.text();
    if (text.equals("$")) {
      return new Expression.Here(token.range());
    }
    if (text.equals("$$")) {
      return new Expression.SectionStart(token.range());
    }
    if (text.startsWith("$")) {
      return new Expression.Symbol(text.substring(1), token.range());
    }
    if (FloatLiteral.isSpecial(text)) {
      return new Expression.Float(text, token.range());
    }
    String register = Names.register(text);
    return register != null
        ? new Expression.Register(register, token.range())
        : new Expression.Symbol(text, token.range());
  }

  private static Expression withRange(Expression expression, SourceRange range) {
    return switch (expression) {
      case Expression.Number e -> new Expression.Number(e.value(), range);
      case Expression.Float e -> new Expression.Float(e.text(), range);
      case Expression.Symbol e -> new Expression.Symbol(e.name(), range);
      case Expression.Register e -> new Expression.Register(e.name(), range);
      case Expression.Here _ -> new Expression.Here(range);
      case Expression.SectionStart _ -> new Expression.SectionStart(range);
      case Expression.Unary e -> new Expression.Unary(e.operator(), e.operand(), range);
      case Expression.Binary e -> new Expression.Binary(e.operator(), e.left(), e.right(), range);
      case Expression.Conditional e ->
          new Expression.Conditional(e.condition(), e.yes(), e.no(), range);
      case Expression.Invalid _ -> new Expression.Invalid(range);
    };
  }
}
