package ringside.emulator.asm;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import ringside.emulator.asm.Statement.OperandSyntax;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.Encoding;
import ringside.emulator.isa.EncodingError;
import ringside.emulator.isa.EncodingResult;
import ringside.emulator.isa.Operand;

/** Turns what the encoder refuses into diagnostics at the right characters. */
final class EncodingMistakes {
  private EncodingMistakes() {}

  static void report(
      EncodingError error, Statement.Encode line, CodeMode mode, Diagnostics diagnostics) {
    SourceRange mnemonic = line.mnemonic().range();
    String name = line.mnemonic().text();
    switch (error) {
      case EncodingError.UnknownMnemonic unknown ->
          diagnostics.error(
              DiagnosticCode.UNKNOWN_INSTRUCTION, mnemonic, () -> lower(unknown.near()), name);
      case EncodingError.OperandCount count ->
          diagnostics.error(
              DiagnosticCode.OPERAND_COUNT,
              line.range(),
              name,
              String.valueOf(count.given()),
              forms(count.forms()));
      case EncodingError.OperandMismatch mismatch ->
          diagnostics.error(
              DiagnosticCode.OPERAND_MISMATCH,
              range(line, mismatch.operand()),
              name,
              String.valueOf(mismatch.operand() + 1),
              kind(line, mismatch.operand()),
              forms(mismatch.forms()));
      case EncodingError.SizeMismatch mismatch ->
          diagnostics.error(
              DiagnosticCode.SIZE_MISMATCH,
              operandRange(line),
              name,
              sizes(mismatch.sizes()),
              forms(mismatch.forms()));
      case EncodingError.SizeUnspecified unspecified ->
          diagnostics.error(
              DiagnosticCode.SIZE_UNSPECIFIED,
              memoryRange(line),
              name,
              String.join(", ", unspecified.sizes()));
      case EncodingError.NotInMode notInMode ->
          diagnostics.error(
              DiagnosticCode.NOT_IN_MODE,
              subjectRange(line, notInMode.subject()),
              notInMode.subject().replace("the register ", ""),
              String.valueOf(mode.bits()),
              notInMode.modes().stream()
                  .map(each -> String.valueOf(each.bits()))
                  .collect(Collectors.joining(", ")));
      case EncodingError.BadAddress address ->
          diagnostics.error(
              DiagnosticCode.BAD_ADDRESS, memoryRange(line), address.why(), address.fix());
      case EncodingError.HighByteWithRex high ->
          diagnostics.error(
              DiagnosticCode.HIGH_BYTE_WITH_REX,
              registerRange(line, high.high().name()),
              high.high().name());
      case EncodingError.BadPrefix prefix ->
          diagnostics.error(
              DiagnosticCode.BAD_PREFIX,
              line.range(),
              prefix.prefix().name().toLowerCase(Locale.ROOT),
              name,
              prefix.why());
      case EncodingError.TooFar far ->
          diagnostics.error(
              DiagnosticCode.BRANCH_TOO_FAR,
              operandRange(line),
              name,
              String.valueOf(far.distance()));
    }
  }

  /** Reports what was encoded although it may not be meant. */
  static void warn(
      Encoding encoding, List<Operand> values, Statement.Encode line, Diagnostics diagnostics) {
    for (EncodingResult.Warning warning : encoding.warnings()) {
      int operand = warning.operand();
      if (operand < 0) {
        diagnostics.warning(DiagnosticCode.LOCK_FAULTS, line.range(), line.mnemonic().text());
      } else if (isKnown(values.get(operand))) {
        int size =
            encoding.fields().stream()
                .filter(field -> field.operand() == operand)
                .mapToInt(EncodingResult.Field::size)
                .min()
                .orElse(0);
        diagnostics.warning(
            DiagnosticCode.NUMBER_CUT, range(line, operand), String.valueOf(size * 8));
      }
    }
  }

  /** Whether its number is more than a guess in place of a symbol that is missing. */
  private static boolean isKnown(Operand operand) {
    return switch (operand) {
      case Operand.ImmediateOperand immediate ->
          immediate.resolution() != Operand.Resolution.UNKNOWN;
      case Operand.MemoryOperand memory ->
          memory.address().resolution() != Operand.Resolution.UNKNOWN;
      case Operand.FarPointerOperand far -> far.offset().resolution() != Operand.Resolution.UNKNOWN;
      case Operand.RegisterOperand _ -> true;
    };
  }

  /** Names an operand: a register by its name, anything else by a word that the texts translate. */
  private static String kind(Statement.Encode line, int operand) {
    return switch (line.operands().get(operand)) {
      case Statement.RegisterSyntax register -> register.register().name();
      case Statement.ImmediateSyntax _ -> "@number";
      case Statement.MemorySyntax _ -> "@memory";
      case Statement.FarSyntax _ -> "@far-pointer";
    };
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static String forms(List<String> forms) {
    return String.join(" · ", forms);
  }

  private static String sizes(List<Integer> sizes) {
    return sizes.stream()
        .map(size -> size == 0 ? "?" : String.valueOf(size * 8))
        .collect(Collectors.joining(", "));
  }

  private static SourceRange range(Statement.Encode line, int operand) {
    return operand < line.operands().size() ? line.operands().get(operand).range() : line.range();
  }

  private static SourceRange operandRange(Statement.Encode line) {
    List<OperandSyntax> operands = line.operands();
    return operands.isEmpty()
        ? line.range()
        : operands.getFirst().range().to(operands.getLast().range());
  }

  private static SourceRange memoryRange(Statement.Encode line) {
    for (OperandSyntax operand : line.operands()) {
      if (operand instanceof Statement.MemorySyntax) {
        return operand.range();
      }
    }
    return operandRange(line);
  }

  private static SourceRange subjectRange(Statement.Encode line, String subject) {
    return subject.startsWith("the register ")
        ? registerRange(line, subject.substring("the register ".length()))
        : line.mnemonic().range();
  }

  private static SourceRange registerRange(Statement.Encode line, String name) {
    for (OperandSyntax operand : line.operands()) {
      if (operand instanceof Statement.RegisterSyntax(var register, int _, SourceRange range)
          && register.name().equals(name)) {
        return range;
      }
      if (operand instanceof Statement.MemorySyntax memory) {
        SourceRange inside = find(memory.address(), name);
        if (inside != null) {
          return inside;
        }
      }
    }
    return operandRange(line);
  }

  private static @org.jspecify.annotations.Nullable SourceRange find(
      Expression expression, String register) {
    return switch (expression) {
      case Expression.Register(String name, SourceRange range) ->
          name.equals(register) ? range : null;
      case Expression.Binary binary -> {
        SourceRange left = find(binary.left(), register);
        yield left != null ? left : find(binary.right(), register);
      }
      case Expression.Unary unary -> find(unary.operand(), register);
      default -> null;
    };
  }
}
