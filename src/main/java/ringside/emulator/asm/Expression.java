package ringside.emulator.asm;

import java.util.List;

/** An expression as written; {@link Evaluator} gives it a value, in every pass anew. */
sealed interface Expression {
  /** The characters of the whole expression, for messages. */
  SourceRange range();

  /** An integer, or a string used as one. */
  record Number(long value, SourceRange range) implements Expression {}

  /** A floating-point literal; only data directives take one. */
  record Float(String text, SourceRange range) implements Expression {}

  /** A label or constant, as written: {@code .loop} is not yet completed. */
  record Symbol(String name, SourceRange range) implements Expression {}

  /** A register, in lower case; it makes the sum an effective address. */
  record Register(String name, SourceRange range) implements Expression {}

  /** {@code $}: where the current instruction starts. */
  record Here(SourceRange range) implements Expression {}

  /** {@code $$}: where the current section starts. */
  record SectionStart(SourceRange range) implements Expression {}

  record Unary(String operator, Expression operand, SourceRange range) implements Expression {}

  record Binary(String operator, Expression left, Expression right, SourceRange range)
      implements Expression {}

  record Conditional(Expression condition, Expression yes, Expression no, SourceRange range)
      implements Expression {}

  /** Stands for what could not be read; the mistake has been reported. */
  record Invalid(SourceRange range) implements Expression {}

  /** Whether the value can change between passes: it uses a symbol, {@code $} or {@code $$}. */
  default boolean dependsOnLayout() {
    return switch (this) {
      case Number _, Float _, Register _, Invalid _ -> false;
      case Symbol _, Here _, SectionStart _ -> true;
      case Unary unary -> unary.operand.dependsOnLayout();
      case Binary binary -> binary.left.dependsOnLayout() || binary.right.dependsOnLayout();
      case Conditional choice ->
          List.of(choice.condition, choice.yes, choice.no).stream()
              .anyMatch(Expression::dependsOnLayout);
    };
  }
}
