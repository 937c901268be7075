package ringside.emulator.asm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Diagnostic.Severity;

/**
 * The result of one run of the assembler. With an error among the diagnostics, what is here is what
 * could be made in spite of it: good for showing, not for running.
 *
 * @param sections those with bytes first, in image order, then those that only reserve space
 * @param symbols labels and constants by full name, in the order of their definition
 * @param lines source line of each byte
 * @param listing source beside bytes
 * @param diagnostics everything that is wrong or doubtful, in the order found
 * @param origin address of the image's first byte
 * @param image the flat image: all sections with bytes, gaps filled with zeros
 */
public record Assembly(
    List<SectionImage> sections,
    Map<String, Symbol> symbols,
    LineTable lines,
    Listing listing,
    List<Diagnostic> diagnostics,
    long origin,
    byte[] image) {

  /** Whether the image can be run: warnings at most. */
  public boolean succeeded() {
    return diagnostics.stream().noneMatch(d -> d.severity() == Severity.ERROR);
  }

  /** The value of a symbol, or null. */
  public @Nullable Symbol symbol(String name) {
    return symbols.get(name);
  }
}
