package ringside.lab.scenario;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import ringside.emulator.asm.Diagnostic.Severity;

/** Puts the assembler's diagnostics, which have their own codes and words, among all others. */
final class AssemblerMistakes {
  private AssemblerMistakes() {}

  static Diagnostic wrap(ringside.emulator.asm.Diagnostic mistake) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("code", "asm/" + mistake.code().id());
    for (String lang : TextReader.LANGUAGES) {
      Locale locale = Locale.of(lang);
      String dot = lang.equals("en") ? "" : "." + lang;
      arguments.put("what" + dot, mistake.what(locale));
      arguments.put("why" + dot, mistake.why(locale));
      arguments.put("fix" + dot, mistake.fix(locale));
    }
    return new Diagnostic(
        mistake.severity() == Severity.ERROR
            ? DiagnosticCode.ASSEMBLY
            : DiagnosticCode.ASSEMBLY_WARNING,
        new SourceLocation(
            mistake.range().file(), mistake.range().line(), mistake.range().column()),
        arguments);
  }
}
