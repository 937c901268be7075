package ringside.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.WireWriter;
import ringside.lab.recording.wire.WireFiles;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.ScenarioLoader;

/**
 * What a scenario's recording costs: on the wire, and in the heap for every learner who forks it.
 */
final class RecordingBench {
  private static final int WARM_UP = 20;
  private static final int LEARNERS = 200;

  private final Streams streams;
  private final CommonOptions common;

  RecordingBench(Streams streams, CommonOptions common) {
    this.streams = streams;
    this.common = common;
  }

  int run(Path folder) {
    Diagnostics diagnostics = new Diagnostics();
    LoadedScenario loaded =
        ScenarioLoader.load(folder, diagnostics)
            .orElseThrow(
                () -> CommandFailure.author(folder + " has mistakes; ringside check names them"));
    BuiltScenario base = loaded.runs().getFirst();
    for (int i = 0; i < WARM_UP; i++) {
      var unused = Recorder.record(base);
    }
    long start = System.nanoTime();
    Recording recording = Recorder.record(base);
    double seconds = (System.nanoTime() - start) / 1e9;
    WireFiles files = WireWriter.write(recording);
    int chunks = files.chunks().values().stream().mapToInt(Footprint::compressed).sum();
    int document = Footprint.compressed(files.document());
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("scenario", loaded.scenario().slug());
    result.put("ticks", recording.ticks());
    result.put("wireBytes", document + chunks);
    result.put("wireBytesPerTick", (double) (document + chunks) / recording.ticks());
    result.put("recordedTicksPerSecond", Math.round(recording.ticks() / seconds));
    result.put("heapBytesPerLearner", heapPerLearner(recording));
    if (common.json) {
      streams.out().println(Json.write(result));
    } else {
      result.forEach((name, value) -> streams.out().printf("%-24s %s%n", name, value));
    }
    return ExitStatus.PASS;
  }

  /** Heap that one more learner keeps who changed a register half-way. */
  private static long heapPerLearner(Recording recording) {
    List<Recording> forks = new ArrayList<>(LEARNERS);
    for (int i = 0; i < WARM_UP; i++) {
      var unused = fork(recording, i);
    }
    long before = Footprint.usedHeap();
    for (int i = 0; i < LEARNERS; i++) {
      forks.add(fork(recording, i));
    }
    long used = Footprint.usedHeap() - before;
    return used / forks.size();
  }

  private static Recording fork(Recording recording, int value) {
    return Recorder.fork(
        recording, List.of(new Edit.SetRegister(recording.ticks() / 2, "rbp", value)));
  }
}
