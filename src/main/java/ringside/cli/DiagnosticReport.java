package ringside.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.SourceLocation;

/** Diagnostics of scenarios and lessons on the command line. */
final class DiagnosticReport {
  private DiagnosticReport() {}

  /** {@code code · file:line:column · what · why · fix}, one a line. */
  static void print(Path folder, List<Diagnostic> diagnostics, Locale locale, Streams streams) {
    for (Diagnostic d : diagnostics) {
      Diagnostic placed =
          new Diagnostic(
              d.code(),
              new SourceLocation(
                  file(folder, d.location()), d.location().line(), d.location().column()),
              d.arguments());
      streams.err().println(placed.line(locale));
    }
  }

  static List<Map<String, @Nullable Object>> json(
      Path folder, List<Diagnostic> diagnostics, Locale locale) {
    return diagnostics.stream()
        .map(d ->
            Json.object(
                "code", d.id(),
                "severity", d.severity().name().toLowerCase(Locale.ROOT),
                "file", file(folder, d.location()),
                "line", d.location().line(),
                "column", d.location().column(),
                "what", d.what(locale),
                "why", d.why(locale),
                "fix", d.fix(locale)))
        .toList();
  }

  /** The worst exit status that the diagnostics ask for. */
  static int status(List<Diagnostic> diagnostics) {
    int status = ExitStatus.PASS;
    for (Diagnostic d : diagnostics) {
      status =
          Math.max(
              status,
              switch (d.severity()) {
                case WARNING -> ExitStatus.PASS;
                case FAILURE -> ExitStatus.FAIL;
                case ERROR -> ExitStatus.AUTHOR_ERROR;
              });
    }
    return status;
  }

  /** Files of the library are beside the scenario's folder. */
  private static String file(Path folder, SourceLocation location) {
    boolean library =
        location.file().startsWith("lib/") && !Files.exists(folder.resolve(location.file()));
    return (library ? folder.resolveSibling(location.file()) : folder.resolve(location.file()))
        .toString();
  }
}
