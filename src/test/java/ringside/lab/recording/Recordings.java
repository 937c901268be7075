package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.ScenarioLoader;

/** Loads the repository's scenarios for tests. */
public final class Recordings {
  private Recordings() {}

  /** A scenario of the repository, by slug. */
  public static LoadedScenario scenario(String slug) {
    return load(Path.of("scenarios", slug));
  }

  /** A scenario that must load without a diagnostic. */
  public static LoadedScenario load(Path folder) {
    Diagnostics diagnostics = new Diagnostics();
    LoadedScenario loaded = ScenarioLoader.load(folder, diagnostics).orElse(null);
    assertThat(diagnostics.list().stream().map(d -> d.line(Locale.ENGLISH))).isEmpty();
    assertThat(loaded).isNotNull();
    return loaded;
  }

  /** A run of a scenario of the repository. */
  public static Recording record(String slug, String variant) {
    BuiltScenario run = scenario(slug).run(variant).orElseThrow();
    return Recorder.record(run);
  }
}
