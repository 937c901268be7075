package ringside.lab.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringside.lab.scenario.Scenario.Boot;
import ringside.lab.scenario.Scenario.MachineSpec;
import ringside.lab.scenario.Scenario.Program;

/**
 * Reads a scenario's folder to the end: description, texts, programs and expressions of every run.
 * All diagnostics of one loading are collected, whatever part they are about.
 */
public final class ScenarioLoader {
  private ScenarioLoader() {}

  /** The scenario of a folder; empty where a diagnostic says that it cannot run. */
  public static Optional<LoadedScenario> load(Path path, Diagnostics diagnostics) {
    ScenarioFolder folder = new ScenarioFolder(path);
    Optional<Scenario> read = ScenarioReader.read(folder, diagnostics);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Scenario scenario = read.get();
    Map<String, ScenarioText> texts = new LinkedHashMap<>();
    for (String lang : TextReader.LANGUAGES) {
      TextReader.read(folder, scenario, lang, diagnostics).ifPresent(t -> texts.put(lang, t));
    }
    List<BuiltScenario> runs = new ArrayList<>();
    for (String variant : scenario.runs()) {
      List<AssembledProgram> programs = new ArrayList<>();
      int bits = scenario.machine(variant).preset().startsWith("lm64") ? 64 : 32;
      List<Program> wanted = Scenario.in(variant, scenario.programs());
      for (Program program : wanted) {
        ProgramAssembly.assemble(folder, program, scenario.defines(variant), bits, diagnostics)
            .ifPresent(programs::add);
      }
      if (programs.size() == wanted.size()) {
        build(folder, scenario, variant, programs, diagnostics).ifPresent(runs::add);
      }
    }
    return diagnostics.hasErrors()
        ? Optional.empty()
        : Optional.of(
            new LoadedScenario(
                folder, scenario, Collections.unmodifiableMap(texts), List.copyOf(runs)));
  }

  private static Optional<BuiltScenario> build(
      ScenarioFolder folder,
      Scenario scenario,
      String variant,
      List<AssembledProgram> programs,
      Diagnostics diagnostics) {
    MachineSpec machine = scenario.machine(variant);
    Boot boot = machine.boot();
    if (boot == null) {
      return programs.isEmpty()
          ? Optional.empty()
          : ScenarioBuilder.build(scenario, variant, programs, null, diagnostics);
    }
    return ImageBoot.read(folder, machine, boot, programs, diagnostics)
        .flatMap(image -> ScenarioBuilder.build(scenario, variant, programs, image, diagnostics));
  }
}
