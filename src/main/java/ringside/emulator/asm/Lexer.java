package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Token.Kind;

/**
 * Cuts a source into lines of tokens. A line that ends in a backslash goes on in the next one.
 * Comments are dropped; white space is kept as one token because macros need it.
 */
final class Lexer {
  /** Longest first, so that the first match is the right one. */
  private static final List<String> OPERATORS =
      List.of(
          "<=>", "<<<", ">>>", "<<", ">>", "<=", ">=", "<>", "==", "!=", "//", "&&", "||", "^^");

  private final String file;
  private final String text;
  private final Diagnostics diagnostics;
  private int position;
  private int line;
  private int lineStart;
  private int lineEnd;
  private final int columnOffset;

  Lexer(String file, String text, Diagnostics diagnostics) {
    this(file, text, 1, 0, diagnostics);
  }

  private Lexer(String file, String text, int line, int columnOffset, Diagnostics diagnostics) {
    this.file = file;
    this.text = text;
    this.line = line - 1;
    this.columnOffset = columnOffset;
    this.diagnostics = diagnostics;
  }

  /** The tokens of a piece of text that stands, or was made, at {@code range}. */
  static List<Token> tokens(String text, SourceRange range, Diagnostics diagnostics) {
    Lexer lexer = new Lexer(range.file(), text, range.line(), range.column() - 1, diagnostics);
    List<Token> tokens = lexer.nextLine();
    return tokens == null ? List.of() : tokens;
  }

  /** Number of the line that {@link #nextLine} returned last, counted from 1. */
  int line() {
    return line;
  }

  /** The text of the line that {@link #nextLine} returned last, without its line end. */
  String lineText() {
    return text.substring(lineStart, lineEnd);
  }

  /** The next line's tokens, without leading and trailing space; null behind the last line. */
  @Nullable List<Token> nextLine() {
    if (position >= text.length()) {
      return null;
    }
    line++;
    startLine();
    List<Token> tokens = new ArrayList<>();
    while (true) {
      if (position >= lineEnd) {
        position = afterLineEnd(lineEnd);
        break;
      }
      char c = text.charAt(position);
      if (c == '\\' && isBlank(position + 1, lineEnd) && afterLineEnd(lineEnd) < text.length()) {
        position = afterLineEnd(lineEnd);
        line++;
        startLine();
        addSpace(tokens);
      } else if (c == ';') {
        skipComment();
      } else if (isSpace(c)) {
        position++;
        addSpace(tokens);
      } else {
        tokens.add(scan(c));
      }
    }
    if (!tokens.isEmpty() && tokens.getLast().is(Kind.SPACE)) {
      tokens.removeLast();
    }
    return tokens;
  }

  /** A comment ends with its line, and NASM joins lines before it sees comments. */
  private void skipComment() {
    while (text.charAt(lineEnd - 1) == '\\' && afterLineEnd(lineEnd) < text.length()) {
      position = afterLineEnd(lineEnd);
      line++;
      startLine();
    }
    position = lineEnd;
  }

  private void startLine() {
    lineStart = position;
    int end = position;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    lineEnd = end;
  }

  private int afterLineEnd(int end) {
    boolean pair =
        end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
    return Math.min(text.length(), end + (pair ? 2 : 1));
  }

  private void addSpace(List<Token> tokens) {
    if (!tokens.isEmpty() && !tokens.getLast().is(Kind.SPACE)) {
      tokens.add(new Token(Kind.SPACE, " ", range(position, position)));
    }
  }

  private Token scan(char c) {
    int start = position;
    if (c == '\'' || c == '"' || c == '`') {
      return string(c);
    }
    if (isDigit(c) || c == '$' && isDigit(at(1))) {
      return number();
    }
    if (c == '%') {
      return percent();
    }
    if (isIdentifierStart(c) || c == '$') {
      position++;
      if (c == '$' && at(0) == '$') {
        position++;
      }
      skipIdentifier();
      return token(Kind.WORD, start);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, position) && position + operator.length() <= lineEnd) {
        position += operator.length();
        return token(Kind.OPERATOR, start);
      }
    }
    position += Character.charCount(text.codePointAt(position));
    return token(Kind.OPERATOR, start);
  }

  private Token string(char quote) {
    int start = position++;
    while (position < lineEnd && text.charAt(position) != quote) {
      boolean escape = quote == '`' && text.charAt(position) == '\\' && position + 1 < lineEnd;
      position += escape ? 2 : 1;
    }
    if (position >= lineEnd) {
      position = lineEnd;
      Token token = token(Kind.STRING, start);
      diagnostics.error(DiagnosticCode.UNTERMINATED_STRING, token.range(), String.valueOf(quote));
      return token.withText(token.text() + quote);
    }
    position++;
    return token(Kind.STRING, start);
  }

  private Token number() {
    int start = position++;
    boolean hexadecimal =
        text.charAt(start) == '$'
            || text.charAt(start) == '0' && (at(0) | 0x20) == 'x'
            || at(0) == 'h';
    while (position < lineEnd) {
      char c = text.charAt(position);
      char exponent = (char) (text.charAt(position - 1) | 0x20);
      boolean sign =
          (c == '+' || c == '-')
              && position > start + 1
              && isDigit(at(1))
              && (exponent == 'e' && !hexadecimal || exponent == 'p');
      if (!sign && !isDigit(c) && !isLetter(c) && c != '_' && c != '.') {
        break;
      }
      position++;
    }
    return token(Kind.NUMBER, start);
  }

  private Token percent() {
    int start = position++;
    char c = at(0);
    if (c == '{' || c == '[') {
      return bracketed(start, c, c == '{' ? '}' : ']');
    }
    if (c == '%') {
      if (!isIdentifierStart(at(1)) && !isDigit(at(1))) {
        position++;
        return token(Kind.OPERATOR, start);
      }
      position++;
    } else if (c == '$') {
      while (at(0) == '$') {
        position++;
      }
    } else if (c == '+' && !isDigit(at(1))) {
      position++;
      return token(Kind.PERCENT, start);
    } else if (c == '!') {
      position++;
      if (at(0) == '\'' || at(0) == '"' || at(0) == '`') {
        string(at(0));
        return token(Kind.PERCENT, start);
      }
    } else if ((c == '+' || c == '-') && isDigit(at(1)) || c == '*' && at(1) == '?') {
      position++;
    } else if (!isIdentifierStart(c) && !isDigit(c)) {
      return token(Kind.OPERATOR, start);
    }
    if (isDigit(at(0))) {
      while (isDigit(at(0))) {
        position++;
      }
    } else if (at(0) == '?') {
      position += at(1) == '?' ? 2 : 1;
    } else {
      skipIdentifier();
    }
    return token(Kind.PERCENT, start);
  }

  private Token bracketed(int start, char open, char close) {
    position++;
    int inner = position;
    int depth = 1;
    while (position < lineEnd) {
      char c = text.charAt(position);
      if (c == open) {
        depth++;
      } else if (c == close && --depth == 0) {
        break;
      } else if (c == '\'' || c == '"' || c == '`') {
        int end = text.indexOf(c, position + 1);
        position = end > 0 && end < lineEnd ? end + 1 : lineEnd;
        continue;
      }
      position++;
    }
    String content = text.substring(inner, position);
    if (position >= lineEnd) {
      diagnostics.error(
          DiagnosticCode.UNCLOSED_BRACKET,
          range(start, position),
          "%" + open,
          String.valueOf(close));
    } else {
      position++;
    }
    return open == '['
        ? new Token(Kind.INDIRECT, content, range(start, position))
        : new Token(Kind.PERCENT, "%" + content, range(start, position));
  }

  private void skipIdentifier() {
    while (position < lineEnd && isIdentifierPart(text.charAt(position))) {
      position++;
    }
  }

  private char at(int offset) {
    int index = position + offset;
    return index < lineEnd ? text.charAt(index) : '\0';
  }

  private boolean isBlank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private Token token(Kind kind, int start) {
    return new Token(kind, text.substring(start, position), range(start, position));
  }

  private SourceRange range(int start, int end) {
    return new SourceRange(file, line, start - lineStart + 1 + columnOffset, end - start);
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\u000b' || c == '\ufeff';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  static boolean isIdentifierStart(char c) {
    return isLetter(c)
        || c == '_'
        || c == '.'
        || c == '?'
        || c == '@'
        || c >= 0x80 && c != '\ufeff';
  }

  static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$' || c == '#' || c == '~';
  }
}
