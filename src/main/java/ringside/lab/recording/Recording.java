package ringside.lab.recording;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.Diagnostics;

/**
 * One run of a scenario with everything that can be read off it. Immutable; any number of threads
 * may read it, each with its own {@link Cursor}.
 */
public final class Recording {
  private final String hash;
  private final BuiltScenario scenario;
  private final Optional<Fork> fork;
  private final Run run;
  private final Actors.Result actors;
  private final List<Narration.Fired> steps;
  private final List<Predictions.Asked> predictions;
  private final List<ScenarioCheck.CheckResult> checks;
  private final List<Diagnostic> diagnostics;

  /** Where a fork left its recording, and by which edits. */
  public record Fork(String of, List<Edit> edits) {
    public Fork {
      edits = List.copyOf(edits);
    }
  }

  private Recording(BuiltScenario scenario, Run run, Optional<Fork> fork) {
    this.scenario = scenario;
    this.run = run;
    this.fork = fork;
    this.hash = RecordingHash.of(scenario, fork.map(Fork::edits).orElse(List.of()));
    this.actors = Actors.of(run, scenario);
    Diagnostics found = new Diagnostics();
    Narration narration = new Narration(scenario, found);
    List<CheckReader> readers =
        scenario.checks().stream()
            .map(check -> new CheckReader(scenario, check, run.end(), found))
            .toList();
    List<Walk.Reader> first = new java.util.ArrayList<>(readers);
    first.add(narration);
    Walk.through(run, actors.events(), first);
    this.steps = narration.fired();
    this.checks = readers.stream().map(CheckReader::result).toList();
    Predictions asked =
        new Predictions(
            scenario, steps, actors.events(), Long.parseUnsignedLong(hash, 0, 16, 16), found);
    Walk.through(run, actors.events(), List.of(asked));
    this.predictions = asked.asked();
    Undefined.report(run.undefined(), scenario, found);
    this.diagnostics = found.list();
  }

  /** Reads lanes, events, steps, predictions and checks off a run. */
  static Recording of(BuiltScenario scenario, Run run, Optional<Fork> fork) {
    return new Recording(scenario, run, fork);
  }

  /** Content address of (image, configuration, input log): 64 hexadecimal digits. */
  public String hash() {
    return hash;
  }

  public BuiltScenario scenario() {
    return scenario;
  }

  public Optional<Fork> fork() {
    return fork;
  }

  public int ticks() {
    return run.ticks();
  }

  public End end() {
    return run.end();
  }

  /** Every event, probes' among them, in order. */
  public List<RunEvent> events() {
    return actors.events();
  }

  /** What is wrong with the scenario as this run shows it. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The state at a tick, 0 to {@link #ticks}; it can move. */
  public Cursor cursor(int tick) {
    if (tick < 0 || tick > run.ticks()) {
      throw new IndexOutOfBoundsException("tick " + tick + " of " + run.ticks());
    }
    return new Cursor(run, tick);
  }

  /** Id of the lane that runs a tick. */
  public String lane(int tick) {
    return scenario.lanes().get(actors.laneOfTick().get(tick)).lane().id();
  }

  /** What a tick was. */
  public Step step(int tick) {
    return run.log().step(tick);
  }

  /** For searches. */
  public RunIndex index() {
    return new RunIndex(run.log());
  }

  /** How many events of each kind there were. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    events().forEach(e -> counts.merge(e.kind(), 1, Integer::sum));
    return counts;
  }

  /** Hash of the state and memory after the last tick. */
  public String finalState() {
    Cursor cursor = cursor(ticks());
    return new Digest().add(cursor.state()).addPages(cursor.memory().pages()).hex();
  }

  /** Hash of everything that happened. */
  public String digest() {
    Digest digest = new Digest();
    for (int tick = 0; tick < ticks(); tick++) {
      run.log().sum(tick, digest::add);
    }
    events().forEach(e -> digest.add(e.tick()).add(e.text()));
    return digest.add(finalState()).hex();
  }

  /** The first tick at which another run of the same scenario did something else. */
  public Optional<Integer> divergence(Recording other) {
    int shorter = Math.min(ticks(), other.ticks());
    for (int tick = 0; tick < shorter; tick++) {
      if (!run.log().sameTick(tick, other.run.log())) {
        return Optional.of(tick);
      }
    }
    return ticks() == other.ticks() && digest().equals(other.digest())
        ? Optional.empty()
        : Optional.of(shorter);
  }

  Run run() {
    return run;
  }

  List<Integer> laneOfTick() {
    return actors.laneOfTick();
  }

  List<Narration.Fired> steps() {
    return steps;
  }

  List<Predictions.Asked> predictions() {
    return predictions;
  }

  /** What came of the scenario's checks. */
  public List<ScenarioCheck.CheckResult> checks() {
    return checks;
  }
}
