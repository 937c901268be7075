package ringside.emulator.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mistake (or doubt) in an author's source, as data; {@link DiagnosticTexts} puts it into
 * words.
 *
 * @param code which mistake
 * @param severity whether an image can still be made
 * @param range the characters to underline
 * @param arguments what the texts of the code talk about: names, sizes, values
 * @param suggestions names that the author may have meant, nearest first
 * @param expansion the macro call that brought the line here, if any
 */
public record Diagnostic(
    DiagnosticCode code,
    Severity severity,
    SourceRange range,
    List<String> arguments,
    List<String> suggestions,
    @Nullable Expansion expansion) {

  /** How bad it is. */
  public enum Severity {
    WARNING,
    ERROR
  }

  public Diagnostic {
    arguments = List.copyOf(arguments);
    suggestions = List.copyOf(suggestions);
  }
}
