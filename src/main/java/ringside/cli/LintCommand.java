package ringside.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import ringside.course.lesson.LessonLinter;
import ringside.course.lesson.LessonReader;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Scenario;
import ringside.lab.scenario.ScenarioFolder;
import ringside.lab.scenario.ScenarioLoader;
import ringside.lab.scenario.ScenarioReader;

/** {@code ringside lint}: reads scenarios and lessons and tells every mistake, without a run. */
@Command(
    name = "lint",
    description =
        "Reads scenarios and lessons, assembles their programs, and tells every mistake in them.",
    mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Scenarios and lessons, or folders of them.")
  List<Path> paths = List.of(Path.of("scenarios"), Path.of("lessons"));

  LintCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    AuthorFolders folders = AuthorFolders.find(paths);
    Map<Path, List<Diagnostic>> found = new LinkedHashMap<>();
    for (Path scenario : folders.scenarios()) {
      Diagnostics diagnostics = new Diagnostics();
      ScenarioLoader.load(scenario, diagnostics);
      found.put(scenario, diagnostics.list());
    }
    for (Path lesson : folders.lessons()) {
      found.put(lesson, lesson(lesson, folders));
    }
    int status = ExitStatus.PASS;
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (Map.Entry<Path, List<Diagnostic>> entry : found.entrySet()) {
      status = Math.max(status, DiagnosticReport.status(entry.getValue()));
      if (common.json) {
        json.add(
            Json.object(
                "path",
                entry.getKey().toString(),
                "diagnostics",
                DiagnosticReport.json(entry.getKey(), entry.getValue(), common.locale())));
      } else {
        streams
            .out()
            .printf(
                "%-40s %s%n",
                entry.getKey(),
                entry.getValue().isEmpty() ? "ok" : entry.getValue().size() + " to correct");
        streams.out().flush();
        DiagnosticReport.print(entry.getKey(), entry.getValue(), common.locale(), streams);
      }
    }
    if (common.json) {
      streams
          .out()
          .println(Json.write(Json.object("ok", status == ExitStatus.PASS, "folders", json)));
    }
    return status;
  }

  private static List<Diagnostic> lesson(Path folder, AuthorFolders folders) {
    Diagnostics diagnostics = new Diagnostics();
    Map<String, Path> scenarios = new LinkedHashMap<>();
    folders.scenarios().forEach(s -> scenarios.put(String.valueOf(s.getFileName()), s));
    Path beside = folder.toAbsolutePath().normalize().resolve("../../scenarios").normalize();
    if (Files.isDirectory(beside)) {
      AuthorFolders.find(List.of(beside))
          .scenarios()
          .forEach(s -> scenarios.putIfAbsent(String.valueOf(s.getFileName()), s));
    }
    LessonReader.read(new ScenarioFolder(folder), diagnostics)
        .ifPresent(lesson ->
            new LessonLinter(scenarios.keySet(), slug -> scenario(scenarios.get(slug)), diagnostics)
                .lint(lesson));
    return diagnostics.list();
  }

  private static Optional<Scenario> scenario(@Nullable Path folder) {
    return folder == null
        ? Optional.empty()
        : ScenarioReader.read(new ScenarioFolder(folder), new Diagnostics());
  }
}
