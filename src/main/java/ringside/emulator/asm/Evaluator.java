package ringside.emulator.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives expressions their values, in 64-bit two's complement as NASM does. */
final class Evaluator {

  /** Where names get their values from. */
  interface Scope {
    /** The value of a symbol; null if it is not defined, in this or an earlier pass. */
    @Nullable Value symbol(String name);

    /**
     * The value of a symbol that stands before this place; null if it is not, or not surely, known.
     */
    @Nullable Value earlierSymbol(String name);

    /** {@code $} */
    Value here();

    /** {@code $$} */
    Value sectionStart();

    /**
     * A symbol without a value was met.
     *
     * @return whether that is fatal: it has been reported then
     */
    boolean missing(Expression.Symbol symbol);
  }

  private final Scope scope;
  private final Diagnostics diagnostics;

  Evaluator(Scope scope, Diagnostics diagnostics) {
    this.scope = scope;
    this.diagnostics = diagnostics;
  }

  /** The value, or null if a mistake was reported. */
  @Nullable Value evaluate(Expression expression) {
    return switch (expression) {
      case Expression.Number number -> Value.of(number.value());
      case Expression.Symbol symbol -> symbol(symbol);
      case Expression.Register register ->
          Value.of(0, new Value.RegisterBase(register.name(), register.range()));
      case Expression.Here _ -> scope.here();
      case Expression.SectionStart _ -> scope.sectionStart();
      case Expression.Unary unary -> unary(unary);
      case Expression.Binary binary -> binary(binary);
      case Expression.Conditional choice -> conditional(choice);
      case Expression.Float real -> {
        diagnostics.error(DiagnosticCode.FLOAT_MISPLACED, real.range(), real.text());
        yield null;
      }
      case Expression.Invalid _ -> null;
    };
  }

  private @Nullable Value symbol(Expression.Symbol symbol) {
    Value value = scope.symbol(symbol.name());
    if (value != null) {
      return value;
    }
    return scope.missing(symbol) ? null : Value.unknown(symbol);
  }

  private @Nullable Value conditional(Expression.Conditional choice) {
    Value condition = evaluate(choice.condition());
    if (condition == null || !isNumber(condition, "?:", choice.condition())) {
      return null;
    }
    return evaluate(condition.number() != 0 ? choice.yes() : choice.no());
  }

  private @Nullable Value unary(Expression.Unary unary) {
    Value value = evaluate(unary.operand());
    if (value == null) {
      return null;
    }
    return switch (unary.operator()) {
      case "+" -> value;
      case "-" -> value.times(-1, null);
      case "~", "!" -> {
        if (!isNumber(value, unary.operator(), unary.operand())) {
          yield null;
        }
        long number = unary.operator().equals("~") ? ~value.number() : bit(value.number() == 0);
        yield new Value(number, List.of(), value.unknown());
      }
      default -> {
        diagnostics.error(DiagnosticCode.SEG_IN_FLAT_IMAGE, unary.range());
        yield null;
      }
    };
  }

  private @Nullable Value binary(Expression.Binary binary) {
    Value left = evaluate(binary.left());
    Value right = evaluate(binary.right());
    if (left == null || right == null) {
      return null;
    }
    String operator = binary.operator();
    switch (operator) {
      case "+" -> {
        return left.plus(right, 1);
      }
      case "-" -> {
        return left.plus(right, -1);
      }
      case "*" -> {
        if (right.isNumber()) {
          return left.times(right.number(), right.unknown());
        }
        if (left.isNumber()) {
          return right.times(left.number(), left.unknown());
        }
      }
      default -> {}
    }
    if (isComparison(operator)) {
      Value difference = left.plus(right, -1);
      if (difference.isNumber()) {
        // two addresses of one section compare by their offsets
        left = new Value(left.number(), List.of(), left.unknown());
        right = new Value(right.number(), List.of(), right.unknown());
      } else if (operator.equals("=") || operator.equals("==")) {
        return Value.ZERO;
      } else if (operator.equals("!=") || operator.equals("<>")) {
        return Value.of(1);
      }
    }
    if (!isNumber(left, operator, binary.left()) || !isNumber(right, operator, binary.right())) {
      return null;
    }
    Expression.Symbol unknown = Value.either(left.unknown(), right.unknown());
    if (right.number() == 0 && (operator.startsWith("/") || operator.startsWith("%"))) {
      if (unknown == null) {
        diagnostics.error(DiagnosticCode.DIVISION_BY_ZERO, binary.right().range());
        return null;
      }
      return new Value(0, List.of(), unknown);
    }
    return new Value(compute(operator, left.number(), right.number()), List.of(), unknown);
  }

  private static long compute(String operator, long a, long b) {
    return switch (operator) {
      case "/" -> Long.divideUnsigned(a, b);
      case "//" -> a / b;
      case "%" -> Long.remainderUnsigned(a, b);
      case "%%" -> a % b;
      case "<<", "<<<" -> a << b;
      case ">>" -> a >>> b;
      case ">>>" -> a >> b;
      case "&" -> a & b;
      case "^" -> a ^ b;
      case "|" -> a | b;
      case "=", "==" -> bit(a == b);
      case "!=", "<>" -> bit(a != b);
      // NASM orders by the sign of the difference, which may have overflowed
      case "<" -> bit(a - b < 0);
      case "<=" -> bit(a - b <= 0);
      case ">" -> bit(a - b > 0);
      case ">=" -> bit(a - b >= 0);
      // its manual promises -1 for less, version 2.16 gives 0
      case "<=>" -> bit(a - b > 0);
      case "&&" -> bit(a != 0 && b != 0);
      case "||" -> bit(a != 0 || b != 0);
      case "^^" -> bit(a != 0 ^ b != 0);
      default -> throw new IllegalStateException("not an operator: " + operator);
    };
  }

  private static boolean isComparison(String operator) {
    return switch (operator) {
      case "=", "==", "!=", "<>", "<", "<=", ">", ">=", "<=>" -> true;
      default -> false;
    };
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }

  private boolean isNumber(Value value, String operator, Expression operand) {
    if (value.isNumber()) {
      return true;
    }
    DiagnosticCode code =
        value.hasRegisters()
            ? DiagnosticCode.REGISTER_IN_ARITHMETIC
            : DiagnosticCode.ADDRESS_IN_ARITHMETIC;
    diagnostics.error(code, operand.range(), operator);
    return false;
  }
}
