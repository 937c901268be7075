package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.ScenarioReader;
import ringside.lab.scenario.SourceLocation;

/**
 * Proves a scenario: records every run twice, compares the two, evaluates the checks, and compares
 * the run with the lock.
 */
public final class ScenarioCheck {

  /** What came of a check; the detail of a failure says value and tick. */
  public record CheckResult(String id, boolean pass, String detail, int points) {}

  /** What came of one run; its diagnostics tell every failure. */
  public record RunReport(Recording recording, List<Diagnostic> diagnostics) {
    public List<CheckResult> results() {
      return recording.checks();
    }

    /** How many checks hold. */
    public long passed() {
      return results().stream().filter(CheckResult::pass).count();
    }

    public int checks() {
      return results().size();
    }
  }

  private ScenarioCheck() {}

  /**
   * Runs everything.
   *
   * @param update whether to write the lock instead of comparing with it
   */
  public static List<RunReport> check(LoadedScenario scenario, boolean update) {
    Diagnostics ofLock = new Diagnostics();
    RecordingLock lock = RecordingLock.read(scenario.folder(), ofLock);
    List<RunReport> reports = new ArrayList<>();
    List<Recording> recordings = new ArrayList<>();
    for (BuiltScenario run : scenario.runs()) {
      Diagnostics diagnostics = new Diagnostics();
      diagnostics.addAll(ofLock.list());
      Recording recording = Recorder.record(run);
      diagnostics.addAll(recording.diagnostics());
      ending(recording, diagnostics);
      Recording again = Recorder.record(run);
      Optional<Integer> divergence = recording.divergence(again);
      divergence.ifPresent(tick -> diverged(recording, again, tick, diagnostics));
      if (!update) {
        lock.compare(recording, diagnostics);
      }
      recordings.add(recording);
      reports.add(new RunReport(recording, diagnostics.list()));
    }
    if (update) {
      RecordingLock.write(scenario.folder().path(), recordings);
    }
    return reports;
  }

  private static void ending(Recording recording, Diagnostics diagnostics) {
    End end = recording.end();
    SourceLocation where = SourceLocation.of(ScenarioReader.FILE);
    String variant = recording.scenario().variant();
    boolean wanted =
        recording.scenario().checks().stream()
            .anyMatch(c ->
                c.check().expect().end() != null
                    && c.check().expect().end().text().equals(end.reason().word()));
    if (end.reason() == End.Reason.LIMIT && !wanted) {
      diagnostics.add(
          DiagnosticCode.LIMIT_HIT,
          where,
          "variant",
          variant,
          "limit",
          end.detail(),
          "loop",
          String.join("; ", end.loop()));
    }
    if (end.reason() == End.Reason.ERROR) {
      diagnostics.add(
          DiagnosticCode.EMULATOR_BUG,
          where,
          "variant",
          variant,
          "tick",
          recording.ticks(),
          "problem",
          end.detail());
    }
  }

  private static void diverged(
      Recording first, Recording second, int tick, Diagnostics diagnostics) {
    String what =
        tick < Math.min(first.ticks(), second.ticks())
            ? EventText.wide(first.cursor(tick).rip())
                + " / "
                + EventText.wide(second.cursor(tick).rip())
            : first.ticks() + " / " + second.ticks() + " ticks";
    diagnostics.add(
        DiagnosticCode.DIVERGED,
        SourceLocation.of(ScenarioReader.FILE),
        "variant",
        first.scenario().variant(),
        "tick",
        tick,
        "what",
        what);
  }
}
