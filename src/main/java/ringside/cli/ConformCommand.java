package ringside.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.emulator.machine.Engine;
import ringside.lab.conformance.Conformance;
import ringside.lab.conformance.ConformanceException;
import ringside.lab.conformance.ConformanceReport;
import ringside.lab.conformance.FormResult;

/** {@code ringside conform}: compares the emulator with vectors captured on silicon. */
@Command(
    name = "conform",
    description = "Runs single-instruction vectors that were captured on silicon, and compares.",
    mixinStandardHelpOptions = true)
final class ConformCommand implements Callable<Integer> {
  private static final String BOTH = "both";

  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "FILE.jsonl.gz",
      arity = "1..*",
      description = "Files of vectors, in the user-mode or the real-mode format.")
  List<Path> files = List.of();

  @Option(
      names = "--failures",
      paramLabel = "N",
      defaultValue = "5",
      description = "Describe N failures of each form; ${DEFAULT-VALUE} if not given.")
  int failures;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "interpreter, compiler (each instruction is compiled before it runs), or both (default).")
  String engine = BOTH;

  ConformCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    ConformanceReport report;
    try {
      report = Conformance.run(files, engines(), failures);
    } catch (ConformanceException e) {
      throw CommandFailure.author(String.valueOf(e.getMessage()));
    }
    if (common.json) {
      streams.out().println(Json.write(json(report)));
    } else {
      streams.out().print(report.toText());
    }
    return report.failed() == 0 ? ExitStatus.PASS : ExitStatus.FAIL;
  }

  private Set<Engine> engines() {
    return engine.equals(BOTH)
        ? EnumSet.allOf(Engine.class)
        : EnumSet.of(EngineOption.named(engine));
  }

  private static Map<String, @Nullable Object> json(ConformanceReport report) {
    List<Map<String, @Nullable Object>> forms = new ArrayList<>();
    for (FormResult form : report.forms()) {
      forms.add(
          Json.object(
              "file", form.file(),
              "form", form.form(),
              "mnemonic", form.mnemonic(),
              "passed", form.passed(),
              "failed", form.failed(),
              "compiled", form.compiled(),
              "excluded", form.excluded(),
              "failures", form.failures()));
    }
    return Json.object(
        "passed", report.passed(),
        "failed", report.failed(),
        "compiled", report.compiled(),
        "excluded", report.excluded(),
        "forms", forms);
  }
}
