package ringside.emulator.asm;

import java.util.List;

/**
 * A macro of {@code %macro}.
 *
 * @param name as defined
 * @param caseSensitive false for {@code %imacro}
 * @param minimum fewest arguments
 * @param maximum most arguments, {@link #UNLIMITED} for {@code *}
 * @param greedy whether the last parameter takes the rest of the line
 * @param recursive whether the macro may call itself ({@code %rmacro})
 * @param defaults values of the parameters behind the first {@link #minimum}
 * @param body the lines
 */
record MultiLineMacro(
    String name,
    boolean caseSensitive,
    int minimum,
    int maximum,
    boolean greedy,
    boolean recursive,
    List<List<Token>> defaults,
    List<RawLine> body) {

  static final int UNLIMITED = Integer.MAX_VALUE;

  /** A line as it stands in a source, before any expansion. */
  record RawLine(List<Token> tokens, SourceRange range, String text) {}

  boolean isNamed(String word) {
    return caseSensitive ? name.equals(word) : name.equalsIgnoreCase(word);
  }

  boolean takes(int arguments) {
    return arguments >= minimum && (arguments <= maximum || greedy);
  }
}
