package ringside.emulator.asm;

import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.Attribute;

/** Carries out {@code org}, {@code section} and {@code absolute}. */
final class SectionDirectives {
  private static final String PREFIX = "section.";

  private final Program program;
  private final Output output;
  private final Evaluator critical;
  private final Diagnostics diagnostics;

  SectionDirectives(Program program, Output output, Evaluator critical, Diagnostics diagnostics) {
    this.program = program;
    this.output = output;
    this.critical = critical;
    this.diagnostics = diagnostics;
  }

  /**
   * The value of {@code section.NAME.start} or {@code section.NAME.vstart}; null for other names.
   */
  static @Nullable Value startSymbol(String name, Program program) {
    if (!name.startsWith(PREFIX)) {
      return null;
    }
    for (Section section : program.sections()) {
      boolean load = name.equals(PREFIX + section.name() + ".start");
      if (load || name.equals(PREFIX + section.name() + ".vstart")) {
        return Value.of(0, new Value.SectionBase(section, load));
      }
    }
    return null;
  }

  void origin(Statement.Origin origin) {
    Value value = number(origin.address(), "org");
    if (value == null) {
      return;
    }
    if (program.origin != null && program.origin != value.number()) {
      diagnostics.error(DiagnosticCode.ORIGIN_TWICE, origin.address().range());
      return;
    }
    program.origin = value.number();
  }

  void absolute(Statement.Absolute absolute) {
    Value value = critical.evaluate(absolute.address());
    if (value != null) {
      output.enterAbsolute(value.address());
    }
  }

  void enter(Statement.SwitchSection statement) {
    Section section = program.section(statement.name(), statement.range());
    output.enter(section);
    for (Attribute attribute : statement.attributes()) {
      apply(section, attribute);
    }
  }

  private void apply(Section section, Attribute attribute) {
    Expression expression = attribute.value();
    Value value = expression == null ? null : number(expression, attribute.name());
    if (expression != null && value == null) {
      return;
    }
    long number = value == null ? 0 : value.number();
    switch (attribute.name()) {
      case "nobits", "progbits" -> {
        boolean nobits = attribute.name().equals("nobits");
        if (section.typeGiven && section.nobits != nobits) {
          diagnostics.error(DiagnosticCode.SECTION_TYPE, attribute.range(), section.name());
        } else {
          section.nobits = nobits;
          section.typeGiven = true;
        }
      }
      case "follows" -> {
        section.follows = attribute.word();
        section.range = attribute.range();
      }
      case "vfollows" -> {
        section.virtualFollows = attribute.word();
        section.range = attribute.range();
      }
      case "start" -> section.start = fixed(section, attribute, section.start, number);
      case "vstart" ->
          section.virtualStart = fixed(section, attribute, section.virtualStart, number);
      case "align", "valign" -> {
        if (Long.bitCount(number) != 1) {
          diagnostics.error(
              DiagnosticCode.NOT_A_POWER_OF_TWO, attribute.range(), String.valueOf(number));
        } else if (attribute.name().equals("align")) {
          alignSection(section, number);
        } else {
          section.virtualAlign = larger(section.virtualAlign, number);
        }
      }
      default -> throw new IllegalStateException("not an attribute: " + attribute.name());
    }
    if (section.start != null && section.follows != null) {
      diagnostics.error(
          DiagnosticCode.SECTION_START_AND_FOLLOWS, attribute.range(), section.name());
    }
    if (section.start != null
        && section.align != null
        && (section.start & section.align - 1) != 0) {
      diagnostics.error(
          DiagnosticCode.SECTION_START_UNALIGNED,
          attribute.range(),
          section.name(),
          String.valueOf(section.align));
    }
  }

  private Long fixed(Section section, Attribute attribute, @Nullable Long old, long number) {
    if (old != null && old != number) {
      diagnostics.error(DiagnosticCode.SECTION_MOVED, attribute.range(), section.name());
      return old;
    }
    section.range = attribute.range();
    return number;
  }

  /** Raises a section's alignment, as {@code align} inside it does too. */
  void alignSection(Section section, long boundary) {
    if (Long.bitCount(boundary) == 1) {
      section.align = larger(section.align, boundary);
    }
  }

  private static Long larger(@Nullable Long old, long number) {
    return old == null ? number : Math.max(old, number);
  }

  private @Nullable Value number(Expression expression, String directive) {
    Value value = critical.evaluate(expression);
    if (value != null && !value.isNumber()) {
      diagnostics.error(DiagnosticCode.NOT_CONSTANT, expression.range(), directive);
      return null;
    }
    return value;
  }
}
