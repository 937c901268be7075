package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.FarSyntax;
import ringside.emulator.asm.Statement.ImmediateSyntax;
import ringside.emulator.asm.Statement.MemorySyntax;
import ringside.emulator.asm.Statement.OperandSyntax;
import ringside.emulator.asm.Statement.RegisterSyntax;
import ringside.emulator.isa.Operand;
import ringside.emulator.isa.Operand.EffectiveAddress;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.Operand.Term;
import ringside.emulator.isa.Register;

/** Turns operands as written into operands with values, which the encoder takes. */
final class OperandEvaluator {
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  OperandEvaluator(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /**
   * The operands of an instruction; null if a mistake was reported.
   *
   * @param current the section that the instruction is in; null in absolute space
   */
  @Nullable List<Operand> evaluate(
      String mnemonic, List<OperandSyntax> syntax, @Nullable Section current) {
    List<Operand> operands = new ArrayList<>(syntax.size());
    boolean complete = true;
    for (OperandSyntax each : syntax) {
      Operand operand =
          switch (each) {
            case RegisterSyntax register -> register(register);
            case ImmediateSyntax immediate -> immediate(mnemonic, immediate, current);
            case MemorySyntax memory -> memory(memory, current);
            case FarSyntax far -> far(far, current);
          };
      if (operand == null) {
        complete = false;
      } else {
        operands.add(operand);
      }
    }
    return complete ? operands : null;
  }

  private Operand register(RegisterSyntax syntax) {
    if (syntax.size() != 0 && syntax.size() != syntax.register().size()) {
      diagnostics.warning(
          DiagnosticCode.REGISTER_SIZE_IGNORED, syntax.range(), syntax.register().name());
    }
    return new RegisterOperand(syntax.register());
  }

  private @Nullable ImmediateOperand immediate(
      String mnemonic, ImmediateSyntax syntax, @Nullable Section current) {
    Value value = relocatable(syntax.value(), current);
    if (value == null) {
      return null;
    }
    if (value.hasRegisters()) {
      diagnostics.error(DiagnosticCode.REGISTER_IN_ARITHMETIC, syntax.range(), "+");
      return null;
    }
    Value.SectionBase section = value.section();
    Reach reach = syntax.reach();
    boolean elsewhere = section == null ? value.unknown() == null : section.section() != current;
    if (reach == Reach.ANY && elsewhere && isNearBranch(mnemonic)) {
      // only within one section can a distance be known early enough to be short
      reach = Reach.NEAR;
    }
    return new ImmediateOperand(
        value.address(), resolution(value), syntax.size(), syntax.strict(), reach);
  }

  private static boolean isNearBranch(String mnemonic) {
    String lower = mnemonic.toLowerCase(Locale.ROOT);
    return lower.startsWith("j") && !lower.endsWith("cxz") || lower.equals("call");
  }

  private static Resolution resolution(Value value) {
    if (value.unknown() != null) {
      return Resolution.UNKNOWN;
    }
    return value.isNumber() ? Resolution.CONSTANT : Resolution.ADDRESS;
  }

  private @Nullable Operand far(FarSyntax syntax, @Nullable Section current) {
    ImmediateOperand selector = immediate("", syntax.selector(), current);
    ImmediateOperand offset = immediate("", syntax.offset(), current);
    return selector == null || offset == null
        ? null
        : new FarPointerOperand(selector, offset, syntax.size());
  }

  private @Nullable Operand memory(MemorySyntax syntax, @Nullable Section current) {
    List<Term> terms = new ArrayList<>();
    Value displacement = address(syntax.address(), 1, false, terms);
    if (displacement == null) {
      return null;
    }
    if (!isRelocatable(displacement, current)) {
      diagnostics.error(DiagnosticCode.NOT_RELOCATABLE, syntax.range());
      return null;
    }
    return new MemoryOperand(
        new EffectiveAddress(
            syntax.segment(),
            terms,
            displacement.address(),
            resolution(displacement),
            syntax.displacementSize(),
            syntax.split(),
            syntax.relation()),
        syntax.size(),
        syntax.reach());
  }

  /** Collects the registers of an address in the order written; returns the rest of the sum. */
  private @Nullable Value address(
      Expression expression, long factor, boolean multiplied, List<Term> terms) {
    if (!containsRegister(expression)) {
      Value value = evaluator.evaluate(expression);
      return value == null ? null : value.times(factor, null);
    }
    switch (expression) {
      case Expression.Register(String name, SourceRange _) -> {
        Register register = Register.of(name);
        if (register != null) {
          terms.add(new Term(register, (int) factor, multiplied));
        }
        return Value.ZERO;
      }
      case Expression.Binary binary
          when binary.operator().equals("+") || binary.operator().equals("-") -> {
        long sign = binary.operator().equals("+") ? 1 : -1;
        Value left = address(binary.left(), factor, multiplied, terms);
        Value right = address(binary.right(), factor * sign, multiplied, terms);
        return left == null || right == null ? null : left.plus(right, 1);
      }
      case Expression.Binary binary when binary.operator().equals("*") -> {
        boolean leftHasRegister = containsRegister(binary.left());
        Expression register = leftHasRegister ? binary.left() : binary.right();
        Expression scale = leftHasRegister ? binary.right() : binary.left();
        if (!containsRegister(scale)) {
          Value value = evaluator.evaluate(scale);
          if (value != null && value.isNumber()) {
            return address(register, factor * value.number(), true, terms);
          }
        }
      }
      case Expression.Unary unary when unary.operator().equals("-") -> {
        return address(unary.operand(), -factor, multiplied, terms);
      }
      case Expression.Unary unary when unary.operator().equals("+") -> {
        return address(unary.operand(), factor, multiplied, terms);
      }
      default -> {}
    }
    diagnostics.error(DiagnosticCode.ADDRESS_FORM, expression.range());
    return null;
  }

  private static boolean containsRegister(Expression expression) {
    return switch (expression) {
      case Expression.Register _ -> true;
      case Expression.Unary unary -> containsRegister(unary.operand());
      case Expression.Binary binary ->
          containsRegister(binary.left()) || containsRegister(binary.right());
      case Expression.Conditional choice ->
          containsRegister(choice.condition())
              || containsRegister(choice.yes())
              || containsRegister(choice.no());
      case Expression.Number _,
          Expression.Float _,
          Expression.Symbol _,
          Expression.Here _,
          Expression.SectionStart _,
          Expression.Invalid _ ->
          false;
    };
  }

  /**
   * A value that can stand in an image: a number, a section's address plus a number, or how far
   * that is from the current section.
   */
  @Nullable Value relocatable(Expression expression, @Nullable Section current) {
    Value value = evaluator.evaluate(expression);
    if (value != null && !value.hasRegisters() && !isRelocatable(value, current)) {
      diagnostics.error(DiagnosticCode.NOT_RELOCATABLE, expression.range());
      return null;
    }
    return value;
  }

  private static boolean isRelocatable(Value value, @Nullable Section current) {
    Value.SectionBase here = current == null ? null : new Value.SectionBase(current, false);
    int added = 0;
    for (Value.Term term : value.terms()) {
      if (term.factor() == 1) {
        added++;
      } else if (term.factor() != -1 || !term.base().equals(here)) {
        return false;
      }
    }
    return added <= 1;
  }
}
