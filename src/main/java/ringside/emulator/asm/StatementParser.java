package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.Action;
import ringside.emulator.asm.Statement.Encode;
import ringside.emulator.asm.Statement.Nothing;
import ringside.emulator.asm.Statement.OperandSyntax;
import ringside.emulator.asm.Token.Kind;
import ringside.emulator.isa.InstructionPrefix;

/** Reads a line as {@code label: times n prefix mnemonic operands} or as a directive. */
final class StatementParser {
  private static final Set<InstructionPrefix> SEGMENTS =
      EnumSet.range(InstructionPrefix.ES, InstructionPrefix.GS);

  private final Set<String> mnemonics;
  private final Diagnostics diagnostics;

  /**
   * @param mnemonics every instruction there is, in lower case
   */
  StatementParser(Set<String> mnemonics, Diagnostics diagnostics) {
    this.mnemonics = mnemonics;
    this.diagnostics = diagnostics;
  }

  /** Reads one line; what cannot be read is reported and left out. */
  Statement parse(Line line) {
    TokenCursor cursor = new TokenCursor(line.tokens(), line.range());
    DirectiveParser directives = new DirectiveParser(cursor, diagnostics, this);
    Token label = label(cursor);
    List<Expression> times = new ArrayList<>();
    Action action = action(cursor, directives, label, times);
    Token extra = cursor.peek();
    if (extra != null && !(action instanceof Nothing)) {
      diagnostics.error(DiagnosticCode.UNEXPECTED, extra.range(), extra.text());
    }
    return new Statement(line, label, times.isEmpty() ? null : times.getFirst(), action);
  }

  /** Takes the label off the line, if there is one. */
  private @Nullable Token label(TokenCursor cursor) {
    Token first = cursor.peek();
    if (first == null || !first.is(Kind.WORD) || first.text().matches("\\$\\$?")) {
      return null;
    }
    boolean escaped = first.text().startsWith("$");
    Token second = cursor.peek(1);
    boolean colon = second != null && second.isOperator(":");
    if (!escaped && isReserved(first.text())) {
      if (colon && !isPrefix(first.text())) {
        diagnostics.error(DiagnosticCode.RESERVED_LABEL, first.range(), first.text());
        cursor.skipToEnd();
      }
      return null;
    }
    Token label = escaped ? first.withText(first.text().substring(1)) : first;
    if (colon) {
      cursor.skip();
      cursor.skip();
      return label;
    }
    if (second == null) {
      cursor.skip();
      diagnostics.warning(
          DiagnosticCode.LABEL_WITHOUT_COLON,
          first.range(),
          () -> nearMnemonics(first.text()),
          first.text());
      return label;
    }
    if (second.is(Kind.WORD)
        && isReserved(second.text())
        && !Names.OPERAND_WORDS.contains(second.text().toLowerCase(Locale.ROOT))
        && Names.register(second.text()) == null) {
      cursor.skip();
      return label;
    }
    reportUnknown(first, second);
    cursor.skipToEnd();
    return null;
  }

  private void reportUnknown(Token first, Token second) {
    List<String> near = nearMnemonics(first.text());
    List<String> nearSecond = second.is(Kind.WORD) ? nearMnemonics(second.text()) : List.of();
    boolean isSecond =
        near.isEmpty() && !nearSecond.isEmpty() && Names.register(second.text()) == null;
    Token unknown = isSecond ? second : first;
    diagnostics.error(
        DiagnosticCode.UNKNOWN_INSTRUCTION,
        unknown.range(),
        () -> isSecond ? nearSecond : near,
        unknown.text());
  }

  private List<String> nearMnemonics(String word) {
    List<String> all = new ArrayList<>(mnemonics);
    all.addAll(Names.DIRECTIVES);
    return NearNames.of(word, all);
  }

  private boolean isReserved(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return mnemonics.contains(lower)
        || isPrefix(lower)
        || Names.DIRECTIVES.contains(lower)
        || Names.itemSize(lower) != 0
        || Names.OPERAND_WORDS.contains(lower)
        || Names.register(lower) != null;
  }

  private static boolean isPrefix(String word) {
    return prefix(word) != null;
  }

  private static @Nullable InstructionPrefix prefix(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (InstructionPrefix prefix : InstructionPrefix.values()) {
      if (prefix.name().toLowerCase(Locale.ROOT).equals(lower)) {
        return prefix;
      }
    }
    return null;
  }

  /** Reads what follows a label; {@code align 8, db 0} reads its fill with it too. */
  Action action(
      TokenCursor cursor,
      DirectiveParser directives,
      @Nullable Token label,
      List<Expression> times) {
    while (cursor.takeWord("times")) {
      Expression count = new ExpressionParser(cursor, diagnostics).parse();
      if (!times.isEmpty()) {
        count = new Expression.Binary("*", times.getFirst(), count, times.getFirst().range());
        times.clear();
      }
      times.add(count);
    }
    Token first = cursor.peek();
    if (first == null) {
      return new Nothing();
    }
    if (first.isOperator("[")) {
      return directives.bracketed();
    }
    if (!first.is(Kind.WORD)) {
      diagnostics.error(DiagnosticCode.INSTRUCTION_EXPECTED, first.range(), first.text());
      cursor.skipToEnd();
      return new Nothing();
    }
    Action directive = directives.directive(label);
    return directive != null ? directive : instruction(cursor);
  }

  private Action instruction(TokenCursor cursor) {
    SourceRange start = cursor.here();
    List<InstructionPrefix> prefixes = new ArrayList<>();
    Token word = cursor.peek();
    while (word != null
        && word.is(Kind.WORD)
        && !mnemonics.contains(word.text().toLowerCase(Locale.ROOT))) {
      InstructionPrefix prefix = prefix(word.text());
      if (prefix == null) {
        break;
      }
      prefixes.add(prefix);
      cursor.skip();
      word = cursor.peek();
    }
    if (word == null) {
      diagnostics.error(DiagnosticCode.PREFIX_ALONE, cursor.since(start));
      return new Nothing();
    }
    if (!word.is(Kind.WORD) || !mnemonics.contains(word.text().toLowerCase(Locale.ROOT))) {
      String unknown = word.text();
      diagnostics.error(
          DiagnosticCode.UNKNOWN_INSTRUCTION, word.range(), () -> nearMnemonics(unknown), unknown);
      cursor.skipToEnd();
      return new Nothing();
    }
    cursor.skip();
    List<OperandSyntax> operands = new OperandParser(cursor, diagnostics).operands();
    if (operands == null) {
      cursor.skipToEnd();
      return new Nothing();
    }
    if (prefixes.stream().filter(SEGMENTS::contains).count() > 1) {
      diagnostics.error(DiagnosticCode.PREFIX_TWICE, start);
    }
    return new Encode(prefixes, word, operands, cursor.since(start));
  }
}
