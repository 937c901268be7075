package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Token.Kind;

/** Reads the tokens of one line from left to right; white space is skipped. */
final class TokenCursor {
  private final List<Token> tokens;
  private final SourceRange lineRange;
  private int position;

  /**
   * @param tokens the line
   * @param lineRange where an empty line stands, for messages
   */
  TokenCursor(List<Token> tokens, SourceRange lineRange) {
    List<Token> dense = new ArrayList<>(tokens.size());
    for (Token token : tokens) {
      if (!token.is(Kind.SPACE)) {
        dense.add(token);
      }
    }
    this.tokens = dense;
    this.lineRange = lineRange;
  }

  /** The next token, or null at the end of the line. */
  @Nullable Token peek() {
    return peek(0);
  }

  @Nullable Token peek(int ahead) {
    return position + ahead < tokens.size() ? tokens.get(position + ahead) : null;
  }

  boolean atEnd() {
    return position >= tokens.size();
  }

  void skip() {
    position++;
  }

  void skipToEnd() {
    position = tokens.size();
  }

  /** Takes the next token if it is this operator. */
  boolean take(String operator) {
    Token token = peek();
    if (token == null || !token.isOperator(operator)) {
      return false;
    }
    position++;
    return true;
  }

  /** Takes the next token if it is this word, in any case. */
  boolean takeWord(String word) {
    Token token = peek();
    if (token == null || !token.isWord(word)) {
      return false;
    }
    position++;
    return true;
  }

  int position() {
    return position;
  }

  void reset(int position) {
    this.position = position;
  }

  /** Where the next token is, or the point behind the last one. */
  SourceRange here() {
    Token next = peek();
    if (next != null) {
      return next.range();
    }
    return tokens.isEmpty() ? lineRange : tokens.getLast().range().end();
  }

  /** From {@code start} to the token taken last. */
  SourceRange since(SourceRange start) {
    return position == 0 ? start : start.to(tokens.get(position - 1).range());
  }
}
