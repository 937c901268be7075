package ringside.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.lab.recording.Recording;
import ringside.lab.recording.ScenarioCheck;
import ringside.lab.recording.ScenarioCheck.RunReport;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.ScenarioLoader;

/** {@code ringside check}: runs scenarios twice and evaluates their checks. */
@Command(
    name = "check",
    description =
        "Runs every variant of scenarios twice, compares the two runs and recording.lock, and"
            + " evaluates the checks.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Scenarios, or folders of them.")
  List<Path> paths = List.of(Path.of("scenarios"));

  @Option(names = "--update", description = "Write recording.lock instead of comparing with it.")
  boolean update;

  CheckCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    int status = ExitStatus.PASS;
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (Path folder : AuthorFolders.find(paths).scenarios()) {
      Diagnostics loading = new Diagnostics();
      Optional<LoadedScenario> scenario = ScenarioLoader.load(folder, loading);
      List<RunReport> runs = scenario.map(s -> ScenarioCheck.check(s, update)).orElse(List.of());
      List<Diagnostic> diagnostics = new ArrayList<>(loading.list());
      runs.forEach(run -> diagnostics.addAll(run.diagnostics()));
      status = Math.max(status, DiagnosticReport.status(diagnostics));
      if (common.json) {
        json.add(json(folder, runs, diagnostics));
      } else {
        print(folder, runs, diagnostics);
      }
    }
    if (common.json) {
      streams
          .out()
          .println(Json.write(Json.object("ok", status == ExitStatus.PASS, "scenarios", json)));
    }
    return status;
  }

  private void print(Path folder, List<RunReport> runs, List<Diagnostic> diagnostics) {
    String slug = String.valueOf(folder.getFileName());
    if (runs.isEmpty()) {
      streams.out().printf("%-24s %-12s cannot run%n", slug, "-");
    }
    for (RunReport run : runs) {
      Recording r = run.recording();
      streams
          .out()
          .printf(
              "%-24s %-12s %8d ticks %6d events  %d/%d checks  %s  %s%n",
              slug,
              r.scenario().variant(),
              r.ticks(),
              r.events().size(),
              run.passed(),
              run.checks(),
              r.hash().substring(0, 8),
              DiagnosticReport.status(run.diagnostics()) == ExitStatus.PASS ? "ok" : "FAILED");
    }
    streams.out().flush();
    DiagnosticReport.print(folder, diagnostics, common.locale(), streams);
  }

  private Map<String, @Nullable Object> json(
      Path folder, List<RunReport> runs, List<Diagnostic> diagnostics) {
    List<Map<String, @Nullable Object>> reports = new ArrayList<>();
    for (RunReport run : runs) {
      Recording r = run.recording();
      reports.add(
          Json.object(
              "variant", r.scenario().variant(),
              "hash", r.hash(),
              "ticks", r.ticks(),
              "end", r.end().reason().word(),
              "events", r.counts(),
              "digest", r.digest(),
              "checks", run.results().stream().map(CheckCommand::check).toList()));
    }
    return Json.object(
        "slug",
        String.valueOf(folder.getFileName()),
        "ok",
        DiagnosticReport.status(diagnostics) == ExitStatus.PASS,
        "runs",
        reports,
        "diagnostics",
        DiagnosticReport.json(folder, diagnostics, common.locale()));
  }

  private static Map<String, @Nullable Object> check(ScenarioCheck.CheckResult check) {
    return Json.object(
        "id", check.id(), "pass", check.pass(), "detail", check.detail(), "points", check.points());
  }
}
