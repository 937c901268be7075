package ringside.lab.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import ringside.emulator.asm.Diagnostic.Severity;

/** Puts the assembler's diagnostics, which have their own codes and words, among all others. */
final class AssemblerMistakes {
  private AssemblerMistakes() {}

  static Diagnostic wrap(ringside.emulator.asm.Diagnostic mistake) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("code", "asm/" + mistake.code().id());
    arguments.put("what", mistake.code().id() + " " + String.join(" ", mistake.arguments()));
    arguments.put("why", "");
    arguments.put("fix", String.join(", ", mistake.suggestions()));
    return new Diagnostic(
        mistake.severity() == Severity.ERROR
            ? DiagnosticCode.ASSEMBLY
            : DiagnosticCode.ASSEMBLY_WARNING,
        new SourceLocation(
            mistake.range().file(), mistake.range().line(), mistake.range().column()),
        arguments);
  }
}
