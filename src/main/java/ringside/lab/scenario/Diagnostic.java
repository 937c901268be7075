package ringside.lab.scenario;

import java.util.Locale;
import java.util.Map;

/**
 * What an author did wrong: {@code code · file:line:column · what · why it matters · fix}.
 *
 * <p>The three texts exist in Korean and English with the same words in the command line, the
 * editor and CI; this record holds only what they are made from.
 *
 * @param arguments values for the placeholders of the texts
 */
public record Diagnostic(
    DiagnosticCode code, SourceLocation location, Map<String, String> arguments) {

  /** How much a diagnostic weighs. */
  public enum Severity {
    /** The author must change something before the scenario can run. */
    ERROR,
    /** The scenario ran and did not do what it promises. */
    FAILURE,
    /** It works, and should be better. */
    WARNING
  }

  public Diagnostic {
    arguments = Map.copyOf(arguments);
  }

  /** What authors see and search for; the assembler's mistakes have codes of their own. */
  public String id() {
    return arguments.getOrDefault("code", code.id());
  }

  public Severity severity() {
    return code.severity();
  }

  /** What is wrong, one sentence. */
  public String what(Locale locale) {
    return DiagnosticTexts.render(code, "what", locale, arguments);
  }

  /** Why it matters, one sentence. */
  public String why(Locale locale) {
    return DiagnosticTexts.render(code, "why", locale, arguments);
  }

  /** What to do about it, one sentence. */
  public String fix(Locale locale) {
    return DiagnosticTexts.render(code, "fix", locale, arguments);
  }

  /** The one-line form of the command line and of CI. */
  public String line(Locale locale) {
    return String.join(" · ", id(), location.toString(), what(locale), why(locale), fix(locale));
  }
}
