package ringside.emulator.asm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.Action;
import ringside.emulator.asm.Statement.Attribute;
import ringside.emulator.asm.Statement.Data;
import ringside.emulator.asm.Statement.Item;
import ringside.emulator.asm.Statement.Nothing;
import ringside.emulator.asm.Statement.Reserve;
import ringside.emulator.asm.Token.Kind;

/** Reads the directives of the assembler and the data pseudo-instructions. */
final class DirectiveParser {
  private static final int MAXIMUM_DUP_DEPTH = 32;

  private final TokenCursor cursor;
  private final Diagnostics diagnostics;
  private final StatementParser statements;

  DirectiveParser(TokenCursor cursor, Diagnostics diagnostics, StatementParser statements) {
    this.cursor = cursor;
    this.diagnostics = diagnostics;
    this.statements = statements;
  }

  /** {@code [bits 64]}, the primitive form of a directive. */
  Action bracketed() {
    cursor.take("[");
    Token name = cursor.peek();
    Action action = name != null && name.is(Kind.WORD) ? directive(null) : null;
    if (action == null || !cursor.take("]")) {
      if (action == null) {
        SourceRange at = cursor.here();
        String text = name == null ? "" : name.text();
        diagnostics.error(
            DiagnosticCode.UNKNOWN_DIRECTIVE, at, () -> NearNames.of(text, Names.DIRECTIVES), text);
      } else {
        diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), "]");
      }
      cursor.skipToEnd();
      return new Nothing();
    }
    return action;
  }

  /** The directive that starts here; null if the next word is none. */
  @Nullable Action directive(@Nullable Token label) {
    Token word = cursor.peek();
    if (word == null || !word.is(Kind.WORD)) {
      return null;
    }
    String name = word.text().toLowerCase(Locale.ROOT);
    int size = Names.itemSize(name);
    if (size != 0) {
      cursor.skip();
      return name.startsWith("res")
          ? new Reserve(size, expression())
          : new Data(size, name, items(name, 0));
    }
    if (!Names.DIRECTIVES.contains(name)) {
      return null;
    }
    cursor.skip();
    return switch (name) {
      case "equ" -> {
        if (label == null) {
          diagnostics.error(DiagnosticCode.EQU_WITHOUT_LABEL, word.range());
        }
        yield new Statement.Equate(expression());
      }
      case "incbin" -> include();
      case "align", "alignb" -> align(name, word.range());
      case "bits" -> bits();
      case "use16" -> new Statement.Bits(16);
      case "use32" -> new Statement.Bits(32);
      case "use64" -> new Statement.Bits(64);
      case "org" -> new Statement.Origin(expression());
      case "section", "segment" -> section(word.range());
      case "absolute" -> new Statement.Absolute(expression());
      case "struc" -> structure();
      case "endstruc" -> new Statement.EndStructure(word.range());
      case "istruc" -> {
        Token structure = word("istruc");
        yield structure == null ? new Nothing() : new Statement.BeginInstance(structure);
      }
      case "at" -> at(label);
      case "iend" -> new Statement.EndInstance(word.range());
      case "default" -> defaults();
      case "cpu" -> {
        skipArguments();
        yield new Nothing();
      }
      case "global", "static" -> global();
      case "extern" -> {
        skipArguments();
        yield new Nothing();
      }
      default -> {
        diagnostics.error(DiagnosticCode.NOT_SUPPORTED, word.range(), word.text());
        cursor.skipToEnd();
        yield new Nothing();
      }
    };
  }

  private Expression expression() {
    return new ExpressionParser(cursor, diagnostics).parse();
  }

  private @Nullable Token word(String directive) {
    Token token = cursor.peek();
    if (token == null || !token.is(Kind.WORD)) {
      diagnostics.error(DiagnosticCode.NAME_EXPECTED, cursor.here(), directive);
      cursor.skipToEnd();
      return null;
    }
    cursor.skip();
    return token;
  }

  /** Everything up to the end of the line or of the brackets. */
  private void skipArguments() {
    Token token = cursor.peek();
    while (token != null && !token.isOperator("]")) {
      cursor.skip();
      token = cursor.peek();
    }
  }

  private List<Item> items(String directive, int depth) {
    List<Item> items = new ArrayList<>();
    if (cursor.atEnd()) {
      diagnostics.warning(DiagnosticCode.DATA_EMPTY, cursor.here(), directive);
      return items;
    }
    do {
      Token token = cursor.peek();
      if (token == null) {
        break;
      }
      items.add(item(directive, token, depth));
    } while (cursor.take(","));
    return items;
  }

  private Item item(String directive, Token token, int depth) {
    boolean last = endsItem(cursor.peek(1));
    if (token.isWord("?") && last) {
      cursor.skip();
      return new Statement.Unset();
    }
    if (token.is(Kind.STRING) && last) {
      cursor.skip();
      return new Statement.Text(StringLiteral.bytes(token.text()));
    }
    Expression value = expression();
    if (cursor.takeWord("dup")) {
      return duplicate(directive, value, depth);
    }
    return switch (value) {
      case Expression.Float real -> new Statement.Real(real.text(), false, real.range());
      case Expression.Unary(String sign, Expression.Float real, SourceRange range)
          when sign.equals("-") || sign.equals("+") ->
          new Statement.Real(real.text(), sign.equals("-"), range);
      default -> new Statement.Scalar(value);
    };
  }

  private Item duplicate(String directive, Expression count, int depth) {
    Token next = cursor.peek();
    if (depth == MAXIMUM_DUP_DEPTH) {
      diagnostics.error(
          DiagnosticCode.EXPRESSION_TOO_DEEP, cursor.here(), String.valueOf(MAXIMUM_DUP_DEPTH));
      cursor.skipToEnd();
      return new Statement.Unset();
    }
    if (next == null || !cursor.take("(")) {
      if (next == null) {
        diagnostics.error(DiagnosticCode.EXPRESSION_MISSING, cursor.here());
        return new Statement.Unset();
      }
      return new Statement.Duplicate(count, List.of(item(directive, next, depth + 1)));
    }
    List<Item> items = items(directive, depth + 1);
    if (!cursor.take(")")) {
      diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), ")");
      cursor.skipToEnd();
    }
    return new Statement.Duplicate(count, items);
  }

  private static boolean endsItem(@Nullable Token token) {
    return token == null || token.isOperator(",") || token.isOperator(")");
  }

  private Action include() {
    Token path = cursor.peek();
    if (path == null || !path.is(Kind.STRING)) {
      diagnostics.error(DiagnosticCode.STRING_EXPECTED, cursor.here(), "incbin");
      cursor.skipToEnd();
      return new Nothing();
    }
    cursor.skip();
    Expression skip = cursor.take(",") ? expression() : null;
    Expression length = cursor.take(",") ? expression() : null;
    String name = new String(StringLiteral.bytes(path.text()), StandardCharsets.UTF_8);
    return new Statement.Include(name, path.range(), skip, length);
  }

  private Action align(String name, SourceRange range) {
    Expression boundary = expression();
    Action fill;
    if (cursor.take(",")) {
      List<Expression> times = new ArrayList<>();
      fill = statements.action(cursor, this, null, times);
    } else if (name.equals("alignb")) {
      fill = new Reserve(1, new Expression.Number(1, range));
    } else {
      fill = new Data(1, "db", List.of(new Statement.Scalar(new Expression.Number(0x90, range))));
    }
    return new Statement.Align(boundary, fill, range);
  }

  private Action bits() {
    SourceRange at = cursor.here();
    Expression bits = expression();
    if (bits instanceof Expression.Number(long value, SourceRange _)
        && (value == 16 || value == 32 || value == 64)) {
      return new Statement.Bits((int) value);
    }
    diagnostics.error(
        DiagnosticCode.BITS_VALUE, bits instanceof Expression.Invalid ? at : bits.range());
    return new Nothing();
  }

  private Action section(SourceRange start) {
    Token name = cursor.peek();
    if (name == null || !name.is(Kind.WORD)) {
      diagnostics.error(DiagnosticCode.NAME_EXPECTED, cursor.here(), "section");
      cursor.skipToEnd();
      return new Nothing();
    }
    cursor.skip();
    List<Attribute> attributes = new ArrayList<>();
    Token token = cursor.peek();
    while (token != null && !token.isOperator("]")) {
      Attribute attribute = attribute(token);
      if (attribute != null) {
        attributes.add(attribute);
      }
      token = cursor.peek();
    }
    return new Statement.SwitchSection(name.text(), attributes, cursor.since(start));
  }

  private @Nullable Attribute attribute(Token token) {
    cursor.skip();
    String name = token.text().toLowerCase(Locale.ROOT);
    boolean value = cursor.take("=");
    switch (name) {
      case "align", "start", "vstart", "valign" -> {
        if (value) {
          Expression expression = expression();
          return new Attribute(name, expression, "", token.range().to(expression.range()));
        }
      }
      case "follows", "vfollows" -> {
        Token section = value ? word(name) : null;
        if (section != null) {
          return new Attribute(name, null, section.text(), cursor.since(token.range()));
        }
      }
      case "progbits", "nobits" -> {
        return new Attribute(name, null, "", token.range());
      }
      default -> {}
    }
    diagnostics.error(
        DiagnosticCode.SECTION_ATTRIBUTE,
        token.range(),
        () -> NearNames.of(name, Names.SECTION_ATTRIBUTES),
        token.text());
    if (value && !cursor.atEnd()) {
      cursor.skip();
    }
    return null;
  }

  private Action structure() {
    Token name = word("struc");
    if (name == null) {
      return new Nothing();
    }
    Expression origin = cursor.take(",") ? expression() : null;
    return new Statement.BeginStructure(name, origin);
  }

  private Action at(@Nullable Token label) {
    Expression field = expression();
    if (!cursor.take(",") && !cursor.atEnd()) {
      diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), ",");
      cursor.skipToEnd();
    }
    List<Expression> times = new ArrayList<>();
    Action action = statements.action(cursor, this, label, times);
    return new Statement.At(field, action);
  }

  private Action defaults() {
    boolean relative = false;
    Token token = cursor.peek();
    while (token != null && !token.isOperator("]")) {
      if (token.isWord("rel") || token.isWord("abs")) {
        relative = token.isWord("rel");
      } else if (!token.isOperator(",")) {
        diagnostics.error(DiagnosticCode.DEFAULT_VALUE, token.range(), token.text());
      }
      cursor.skip();
      token = cursor.peek();
    }
    return new Statement.Default(relative);
  }

  private Action global() {
    List<Token> names = new ArrayList<>();
    do {
      Token name = word("global");
      if (name == null) {
        break;
      }
      names.add(name);
    } while (cursor.take(","));
    return new Statement.Global(names);
  }
}
