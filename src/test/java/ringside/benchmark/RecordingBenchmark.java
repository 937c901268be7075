package ringside.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import ringside.cli.Footprint;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.WireWriter;
import ringside.lab.recording.wire.WireFiles;
import ringside.lab.scenario.BuiltScenario;

/**
 * Full recording of the guests of {@link TraceBenchmark}: million ticks a second, lanes and events
 * included, and, printed when a fork ends, how many bytes a tick takes in the heap and on the wire.
 */
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class RecordingBenchmark {
  /** The scenario's limit. */
  private static final int TICKS = 50_000;

  /** Recordings that are kept to see how much heap each takes. */
  private static final int KEPT = 4;

  @Param Guest guest = Guest.SYSTEM_CALLS;
  private BuiltScenario scenario = guest.scenario();

  @Setup
  public void load() {
    scenario = guest.scenario();
  }

  @Benchmark
  @OperationsPerInvocation(TICKS)
  public Recording record() {
    return Recorder.record(scenario);
  }

  /** Prints the sizes. */
  @TearDown(Level.Trial)
  public void size() {
    List<Recording> kept = new ArrayList<>();
    long before = Footprint.usedHeap();
    for (int i = 0; i < KEPT; i++) {
      kept.add(Recorder.record(scenario));
    }
    double heap = Footprint.usedHeap() - before;
    Recording recording = kept.getFirst();
    if (recording.ticks() != TICKS) {
      throw new IllegalStateException(recording.ticks() + " ticks, not " + TICKS);
    }
    WireFiles files = WireWriter.write(recording);
    int wire = Footprint.compressed(files.document());
    for (byte[] chunk : files.chunks().values()) {
      wire += Footprint.compressed(chunk);
    }
    System.out.printf(
        "%n%s: %.1f bytes a tick in the heap, %.2f on the wire%n",
        guest, heap / kept.size() / TICKS, (double) wire / TICKS);
  }
}
