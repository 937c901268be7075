package ringside.emulator.asm;

import java.util.List;
import java.util.Locale;
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

  /** What is wrong, one sentence. */
  public String what(Locale locale) {
    return DiagnosticTexts.render(code.id() + ".what", locale, arguments);
  }

  /** Why it matters, one sentence. */
  public String why(Locale locale) {
    return DiagnosticTexts.render(code.id() + ".why", locale, arguments);
  }

  /** What to do about it, and the names that may have been meant. */
  public String fix(Locale locale) {
    String fix = DiagnosticTexts.render(code.id() + ".fix", locale, arguments);
    if (suggestions.isEmpty()) {
      return fix;
    }
    String names = String.join(", ", suggestions);
    return fix + " " + DiagnosticTexts.render("suggestion", locale, List.of(names));
  }

  /** The macro calls that brought the line here, innermost first; empty outside of macros. */
  public String where(Locale locale) {
    StringBuilder calls = new StringBuilder();
    for (Expansion call = expansion; call != null; call = call.outer()) {
      List<String> arguments = List.of(call.name(), call.call().toString());
      calls.append(calls.isEmpty() ? "" : " ");
      calls.append(DiagnosticTexts.render("expansion", locale, arguments));
    }
    return calls.toString();
  }

  /** The one-line form of the command line and of CI. */
  public String line(Locale locale) {
    String line =
        String.join(" · ", code.id(), range.toString(), what(locale), why(locale), fix(locale));
    return expansion == null ? line : line + " · " + where(locale);
  }
}
