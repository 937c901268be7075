package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.lab.scenario.Diagnostic.Severity;

/** Collects the diagnostics of one reading, so that all of them are reported at once. */
public final class Diagnostics {
  /** Enough to see what is wrong; a hostile file cannot make more. */
  private static final int LIMIT = 200;

  private static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparing((Diagnostic d) -> d.location().file())
          .thenComparingInt(d -> d.location().line())
          .thenComparingInt(d -> d.location().column())
          .thenComparing(Diagnostic::code);

  private final List<Diagnostic> found = new ArrayList<>();

  /** Adds one diagnostic; {@code arguments} are placeholder names and values in turn. */
  public void add(DiagnosticCode code, SourceLocation location, Object... arguments) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      named.put(String.valueOf(arguments[i]), String.valueOf(arguments[i + 1]));
    }
    add(new Diagnostic(code, location, named));
  }

  public void add(Diagnostic diagnostic) {
    if (found.size() < LIMIT && !found.contains(diagnostic)) {
      found.add(diagnostic);
    }
  }

  public void addAll(List<Diagnostic> diagnostics) {
    diagnostics.forEach(this::add);
  }

  /** Whether the author has to change something before anything can run. */
  public boolean hasErrors() {
    return found.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  /** Everything found, in order of file, line and column. */
  public List<Diagnostic> list() {
    return found.stream().sorted(BY_PLACE).toList();
  }
}
