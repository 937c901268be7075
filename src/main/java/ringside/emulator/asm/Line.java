package ringside.emulator.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line as the preprocessor hands it on: macros expanded, directives of the preprocessor gone.
 *
 * @param tokens what is left to assemble; empty for a comment or a preprocessor directive
 * @param range where the line is written, be it in a macro's body
 * @param text the line for the listing
 * @param expansion the macro call that it comes from
 */
record Line(List<Token> tokens, SourceRange range, String text, @Nullable Expansion expansion) {

  /** From the first token to the last, if both stand on one line. */
  SourceRange whole() {
    return tokens.isEmpty() ? range : range.to(tokens.getLast().range());
  }
}
