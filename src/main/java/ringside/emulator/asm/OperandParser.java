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
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.Relation;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.isa.Register;

/** Reads the operands of an instruction. */
final class OperandParser {
  private final TokenCursor cursor;
  private final Diagnostics diagnostics;

  OperandParser(TokenCursor cursor, Diagnostics diagnostics) {
    this.cursor = cursor;
    this.diagnostics = diagnostics;
  }

  /** The operands up to the end of the line; null if one could not be read. */
  @Nullable List<OperandSyntax> operands() {
    List<OperandSyntax> operands = new ArrayList<>();
    if (cursor.atEnd()) {
      return operands;
    }
    do {
      OperandSyntax operand = operand();
      if (operand == null) {
        return null;
      }
      operands.add(operand);
    } while (cursor.take(","));
    Token extra = cursor.peek();
    if (extra != null) {
      diagnostics.error(DiagnosticCode.UNEXPECTED, extra.range(), extra.text());
      return null;
    }
    return operands;
  }

  private @Nullable OperandSyntax operand() {
    SourceRange start = cursor.here();
    int size = 0;
    boolean strict = false;
    Reach reach = Reach.ANY;
    Token token = cursor.peek();
    while (token != null && token.is(Token.Kind.WORD)) {
      String word = token.text().toLowerCase(Locale.ROOT);
      if (Names.size(word) != 0) {
        size = Names.size(word);
      } else if (word.equals("strict")) {
        strict = true;
      } else if (word.equals("short") || word.equals("near") || word.equals("far")) {
        reach = Reach.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (!word.equals("ptr") && !word.equals("to")) {
        break;
      }
      cursor.skip();
      token = cursor.peek();
    }
    if (token == null) {
      diagnostics.error(DiagnosticCode.OPERAND_MISSING, cursor.here());
      return null;
    }
    if (token.isOperator("[")) {
      return memory(start, size, reach);
    }
    Register register = token.is(Token.Kind.WORD) ? Register.of(token.text()) : null;
    if (register != null && endsOperand(cursor.peek(1))) {
      cursor.skip();
      return new RegisterSyntax(register, size, cursor.since(start));
    }
    if (register != null && isColon(cursor.peek(1)) && isBracket(cursor.peek(2))) {
      diagnostics.error(
          DiagnosticCode.SEGMENT_OUTSIDE_BRACKETS, token.range().to(next(1).range()), token.text());
      return null;
    }
    return number(start, size, strict, reach);
  }

  private @Nullable OperandSyntax number(SourceRange start, int size, boolean strict, Reach reach) {
    Expression value = expression();
    if (value == null) {
      return null;
    }
    if (!cursor.take(":")) {
      return new ImmediateSyntax(value, size, strict, reach, cursor.since(start));
    }
    Expression offset = expression();
    if (offset == null) {
      return null;
    }
    return new FarSyntax(
        new ImmediateSyntax(value, 0, false, Reach.ANY, value.range()),
        new ImmediateSyntax(offset, 0, false, Reach.ANY, offset.range()),
        size,
        cursor.since(start));
  }

  private @Nullable MemorySyntax memory(SourceRange start, int size, Reach reach) {
    cursor.skip();
    Register segment = null;
    int displacementSize = 0;
    boolean split = true;
    Relation relation = Relation.DEFAULT;
    Token token = cursor.peek();
    while (token != null && token.is(Token.Kind.WORD)) {
      String word = token.text().toLowerCase(Locale.ROOT);
      Register register = Register.of(word);
      if (Names.size(word) != 0) {
        displacementSize = Names.size(word);
      } else if (word.equals("rel") || word.equals("abs")) {
        relation = Relation.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (word.equals("nosplit")) {
        split = false;
      } else if (register != null
          && register.kind() == OperandKind.SEGMENT
          && isColon(cursor.peek(1))) {
        segment = register;
        cursor.skip();
      } else {
        break;
      }
      cursor.skip();
      token = cursor.peek();
    }
    Expression address = expression();
    if (address == null) {
      return null;
    }
    if (!cursor.take("]")) {
      diagnostics.error(DiagnosticCode.EXPECTED, cursor.here(), "]");
      return null;
    }
    return new MemorySyntax(
        segment, address, size, reach, displacementSize, split, relation, cursor.since(start));
  }

  private @Nullable Expression expression() {
    Expression expression = new ExpressionParser(cursor, diagnostics).parse();
    return expression instanceof Expression.Invalid ? null : expression;
  }

  private Token next(int ahead) {
    Token token = cursor.peek(ahead);
    if (token == null) {
      throw new IllegalStateException("the line ends here");
    }
    return token;
  }

  private static boolean endsOperand(@Nullable Token token) {
    return token == null || token.isOperator(",");
  }

  private static boolean isColon(@Nullable Token token) {
    return token != null && token.isOperator(":");
  }

  private static boolean isBracket(@Nullable Token token) {
    return token != null && token.isOperator("[");
  }
}
