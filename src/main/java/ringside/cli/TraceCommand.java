package ringside.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.lab.recording.InstructionTrace;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.RunEvent;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.Scenario;
import ringside.lab.scenario.ScenarioLoader;

/** {@code ringside trace}: prints what a run of a scenario did. */
@Command(
    name = "trace",
    description =
        "Prints the events of a scenario's run, or its instructions: tick, lane, and the line in"
            + " the grammar of the course.",
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "SCENARIO", description = "Folder of the scenario.")
  Path folder = Path.of("");

  @Option(names = "--variant", paramLabel = "ID", description = "Which run; base if not given.")
  String variant = Scenario.BASE;

  @ArgGroup(exclusive = false)
  What what = new What();

  /** Which lines. */
  static final class What {
    @Option(names = "--events", description = "Every event; the default.")
    boolean events;

    @Option(names = "--instructions", description = "Every instruction.")
    boolean instructions;
  }

  TraceCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Diagnostics diagnostics = new Diagnostics();
    LoadedScenario scenario = ScenarioLoader.load(folder, diagnostics).orElse(null);
    if (scenario == null) {
      DiagnosticReport.print(folder, diagnostics.list(), common.locale(), streams);
      return ExitStatus.AUTHOR_ERROR;
    }
    BuiltScenario run =
        scenario
            .run(variant)
            .orElseThrow(() ->
                CommandFailure.author(
                    "there is no variant "
                        + variant
                        + "; the runs are "
                        + String.join(", ", scenario.scenario().runs())));
    Recording recording = Recorder.record(run);
    List<Line> lines = lines(recording);
    if (common.json) {
      streams.out().println(Json.write(json(recording, lines)));
    } else {
      for (Line line : lines) {
        streams.out().printf("%7d  %-12s %s%n", line.tick(), line.lane(), line.text());
      }
      streams
          .err()
          .printf(
              "%d ticks, ended: %s %s%n",
              recording.ticks(), recording.end().reason().word(), recording.end().detail());
      recording.end().loop().forEach(place -> streams.err().println("  " + place));
    }
    return ExitStatus.PASS;
  }

  /** A line of the trace. */
  private record Line(int tick, String lane, String text, Map<String, @Nullable Object> json) {}

  private List<Line> lines(Recording recording) {
    boolean events = what.events || !what.instructions;
    List<Line> lines = new ArrayList<>();
    int next = 0;
    InstructionTrace instructions = new InstructionTrace(recording);
    for (int tick = 0; tick < recording.ticks(); tick++) {
      String lane = recording.lane(tick);
      if (what.instructions) {
        int at = tick;
        instructions
            .at(tick)
            .ifPresent(i ->
                lines.add(
                    new Line(
                        at,
                        lane,
                        i.line(),
                        Json.object(
                            "tick", at,
                            "kind", "INSN",
                            "lane", lane,
                            "text", i.line(),
                            "rip", AsmCommand.hex(i.rip()),
                            "bytes", i.bytes(),
                            "instruction", i.text(),
                            "cpl", i.cpl(),
                            "mode", i.mode()))));
      }
      while (next < recording.events().size() && recording.events().get(next).tick() == tick) {
        RunEvent event = recording.events().get(next++);
        if (events) {
          lines.add(new Line(tick, event.lane(), event.text(), json(event)));
        }
      }
    }
    return lines;
  }

  private static Map<String, @Nullable Object> json(RunEvent event) {
    return Json.object(
        "tick", event.tick(),
        "seq", event.seq(),
        "kind", event.kind(),
        "architectural", event.architectural(),
        "lane", event.lane(),
        "text", event.text(),
        "fields", event.fields(),
        "cause", event.cause().orElse(null));
  }

  private static Map<String, @Nullable Object> json(Recording recording, List<Line> lines) {
    return Json.object(
        "scenario", recording.scenario().scenario().slug(),
        "variant", recording.scenario().variant(),
        "hash", recording.hash(),
        "ticks", recording.ticks(),
        "end", recording.end().reason().word(),
        "trace", lines.stream().map(Line::json).toList());
  }
}
