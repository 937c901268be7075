package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.MultiLineMacro.RawLine;
import ringside.emulator.asm.Token.Kind;

/** A {@code %macro} or {@code %rep} whose body is being collected. */
final class Definition {
  private final String word;
  private final SourceRange range;
  private final @Nullable MultiLineMacro header;
  private final long count;
  private final List<RawLine> body = new ArrayList<>();
  private int depth = 1;

  private Definition(String word, SourceRange range, @Nullable MultiLineMacro header, long count) {
    this.word = word;
    this.range = range;
    this.header = header;
    this.count = count;
  }

  static Definition ofRepetition(SourceRange range, long count) {
    return new Definition("%rep", range, null, count);
  }

  /**
   * Reads {@code name 1-3+.nolist default, default}.
   *
   * @param directive macro, imacro, rmacro or irmacro
   */
  static Definition ofMacro(
      String directive,
      SourceRange range,
      List<Token> rest,
      MacroExpander expander,
      Diagnostics diagnostics) {
    List<Token> tokens = new ArrayList<>(MacroExpander.trimSpace(rest));
    Token name = tokens.isEmpty() ? null : tokens.removeFirst();
    if (name == null || !name.is(Kind.WORD)) {
      SourceRange at = name == null ? range.end() : name.range();
      diagnostics.error(DiagnosticCode.MACRO_NAME_EXPECTED, at, "%" + directive);
      name = new Token(Kind.WORD, "", range);
    }
    List<Token> counts = new ArrayList<>();
    tokens = new ArrayList<>(MacroExpander.trimSpace(expander.expand(tokens)));
    while (!tokens.isEmpty() && !tokens.getFirst().is(Kind.SPACE)) {
      counts.add(tokens.removeFirst());
    }
    String text = Preprocessor.text(counts).toLowerCase(Locale.ROOT).replace(".nolist", "");
    boolean greedy = text.endsWith("+");
    String[] bounds = (greedy ? text.substring(0, text.length() - 1) : text).split("-", -1);
    int minimum = count(bounds[0]);
    int maximum =
        bounds.length == 1
            ? minimum
            : bounds[1].equals("*") ? MultiLineMacro.UNLIMITED : count(bounds[1]);
    if (minimum < 0 || maximum < minimum || bounds.length > 2) {
      SourceRange at =
          counts.isEmpty()
              ? name.range().end()
              : counts.getFirst().range().to(counts.getLast().range());
      diagnostics.error(DiagnosticCode.MACRO_PARAMETER_COUNT, at, name.text(), text);
      minimum = 0;
      maximum = MultiLineMacro.UNLIMITED;
    }
    List<List<Token>> defaults =
        MacroExpander.trimSpace(tokens).isEmpty()
            ? List.of()
            : MultiLineMacros.splitArguments(tokens);
    MultiLineMacro header =
        new MultiLineMacro(
            name.text(),
            !directive.startsWith("i"),
            minimum,
            maximum,
            greedy,
            directive.contains("rmacro"),
            defaults,
            List.of());
    return new Definition("%" + directive, range, header, 0);
  }

  private static int count(String text) {
    if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  /** Takes one line; true if it was the closing directive. */
  boolean add(RawLine line) {
    Token first = line.tokens().isEmpty() ? null : line.tokens().getFirst();
    if (first != null && first.is(Kind.PERCENT)) {
      switch (first.text().substring(1).toLowerCase(Locale.ROOT)) {
        case "macro", "imacro", "rmacro", "irmacro" -> depth += isMacro() ? 1 : 0;
        case "endmacro", "endm" -> depth -= isMacro() ? 1 : 0;
        case "rep" -> depth += isMacro() ? 0 : 1;
        case "endrep" -> depth -= isMacro() ? 0 : 1;
        default -> {}
      }
    }
    if (depth == 0) {
      return true;
    }
    body.add(line);
    return false;
  }

  boolean isMacro() {
    return header != null;
  }

  String word() {
    return word;
  }

  SourceRange range() {
    return range;
  }

  long count() {
    return count;
  }

  List<RawLine> body() {
    return List.copyOf(body);
  }

  /** The finished macro; null for a repetition. */
  @Nullable MultiLineMacro macro() {
    return header == null
        ? null
        : new MultiLineMacro(
            header.name(),
            header.caseSensitive(),
            header.minimum(),
            header.maximum(),
            header.greedy(),
            header.recursive(),
            header.defaults(),
            body());
  }
}
