package ringside.lab.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario that is ready to run in all its variants.
 *
 * @param texts by language
 * @param runs {@code base} first
 */
public record LoadedScenario(
    ScenarioFolder folder,
    Scenario scenario,
    Map<String, ScenarioText> texts,
    List<BuiltScenario> runs) {

  /** A run by its variant's id. */
  public Optional<BuiltScenario> run(String variant) {
    return runs.stream().filter(r -> r.variant().equals(variant)).findFirst();
  }
}
