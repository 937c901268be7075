package ringside.emulator.asm;

import java.util.ArrayDeque;
import java.util.Deque;

/** Carries out {@code struc} and {@code istruc}: layouts in absolute space, and their instances. */
final class Structures {

  /** One open {@code struc} or {@code istruc}. */
  private record Structure(Token name, Value start, boolean instance) {}

  private final Pass pass;
  private final Output output;
  private final Evaluator evaluator;
  private final Diagnostics critical;
  private final Diagnostics diagnostics;
  private final Deque<Structure> open = new ArrayDeque<>();

  Structures(
      Pass pass,
      Output output,
      Evaluator evaluator,
      Diagnostics critical,
      Diagnostics diagnostics) {
    this.pass = pass;
    this.output = output;
    this.evaluator = evaluator;
    this.critical = critical;
    this.diagnostics = diagnostics;
  }

  void begin(Statement.BeginStructure structure) {
    Expression origin = structure.origin();
    Value start = origin == null ? Value.ZERO : evaluator.evaluate(origin);
    if (start == null || !start.isNumber()) {
      start = Value.ZERO;
    }
    output.enterAbsolute(start.number());
    open.push(new Structure(structure.name(), start, false));
    pass.define(structure.name(), start, false);
  }

  void end(Statement.EndStructure end) {
    Structure structure = open.peek();
    if (structure == null || structure.instance()) {
      critical.error(DiagnosticCode.UNOPENED_DIRECTIVE, end.range(), "endstruc", "struc");
      return;
    }
    open.pop();
    Token name = structure.name();
    Value size = output.here().plus(structure.start(), -1);
    pass.define(name.withText(name.text() + "_size"), size, true);
    output.leaveAbsolute();
  }

  void beginInstance(Statement.BeginInstance instance) {
    open.push(new Structure(instance.name(), output.here(), true));
  }

  /** {@code at field}: fills up to the field; false if no instance is open. */
  boolean fillTo(Line line, Statement.At at) {
    Structure structure = open.peek();
    if (structure == null || !structure.instance()) {
      critical.error(DiagnosticCode.UNOPENED_DIRECTIVE, line.range(), "at", "istruc");
      return false;
    }
    Token name = structure.name();
    Expression field = at.field();
    if (field instanceof Expression.Symbol(String member, SourceRange range)
        && Pass.isLocal(member)) {
      field = new Expression.Symbol(name.text() + member, range);
    }
    Expression base = new Expression.Symbol(name.text(), name.range());
    Expression offset = new Expression.Binary("-", field, base, field.range());
    fillTo(line, structure, offset);
    return true;
  }

  void endInstance(Line line, Statement.EndInstance end) {
    Structure structure = open.peek();
    if (structure == null || !structure.instance()) {
      critical.error(DiagnosticCode.UNOPENED_DIRECTIVE, end.range(), "iend", "istruc");
      return;
    }
    Token name = structure.name();
    fillTo(line, structure, new Expression.Symbol(name.text() + "_size", name.range()));
    open.pop();
  }

  private void fillTo(Line line, Structure instance, Expression offset) {
    Value target = evaluator.evaluate(offset);
    if (target == null) {
      return;
    }
    Value done = output.here().plus(instance.start(), -1);
    Value gap = target.plus(done, -1);
    if (!gap.isNumber() || gap.number() < 0) {
      diagnostics.error(
          DiagnosticCode.FIELD_BEHIND,
          offset.range(),
          instance.name().text(),
          String.valueOf(done.number()));
    } else if (gap.number() > 0 && pass.takesBytes(gap.number(), offset.range())) {
      output.append(line, new byte[] {0}, gap.number(), false);
    }
  }

  /** Reports what is still open at the end. */
  void finish() {
    for (Structure structure : open) {
      critical.error(
          DiagnosticCode.UNCLOSED_DIRECTIVE,
          structure.name().range(),
          structure.instance() ? "istruc" : "struc",
          structure.instance() ? "iend" : "endstruc");
    }
  }
}
