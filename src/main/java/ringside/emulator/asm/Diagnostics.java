package ringside.emulator.asm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Diagnostic.Severity;

/**
 * Collects the diagnostics of a run. The same mistake seen again in a later pass or repetition is
 * kept once, and the number of mistakes is bounded.
 */
final class Diagnostics {
  private record Key(DiagnosticCode code, SourceRange range) {}

  private final int limit;
  private final Map<Key, Diagnostic> entries = new LinkedHashMap<>();
  private @Nullable Expansion expansion;

  Diagnostics(int limit) {
    this.limit = limit;
  }

  /** Diagnostics reported from now on belong to a line made by this macro call. */
  void at(@Nullable Expansion expansion) {
    this.expansion = expansion;
  }

  void error(DiagnosticCode code, SourceRange range, String... arguments) {
    report(code, Severity.ERROR, range, List::of, arguments);
  }

  void warning(DiagnosticCode code, SourceRange range, String... arguments) {
    report(code, Severity.WARNING, range, List::of, arguments);
  }

  /** An error with names that may have been meant; they are only looked for if it is reported. */
  void error(
      DiagnosticCode code,
      SourceRange range,
      Supplier<List<String>> suggestions,
      String... arguments) {
    report(code, Severity.ERROR, range, suggestions, arguments);
  }

  /** A warning with names that may have been meant. */
  void warning(
      DiagnosticCode code,
      SourceRange range,
      Supplier<List<String>> suggestions,
      String... arguments) {
    report(code, Severity.WARNING, range, suggestions, arguments);
  }

  private void report(
      DiagnosticCode code,
      Severity severity,
      SourceRange range,
      Supplier<List<String>> suggestions,
      String... arguments) {
    Key key = new Key(code, range);
    if (entries.containsKey(key) || entries.size() > limit) {
      return;
    }
    if (entries.size() == limit) {
      entries.put(
          new Key(DiagnosticCode.TOO_MANY_DIAGNOSTICS, range),
          new Diagnostic(
              DiagnosticCode.TOO_MANY_DIAGNOSTICS,
              Severity.ERROR,
              range,
              List.of(String.valueOf(limit)),
              List.of(),
              expansion));
      return;
    }
    entries.put(
        key,
        new Diagnostic(code, severity, range, List.of(arguments), suggestions.get(), expansion));
  }

  List<Diagnostic> all() {
    return List.copyOf(entries.values());
  }
}
