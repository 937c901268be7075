package ringside.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;
import ringside.emulator.trace.NullSink;
import ringside.emulator.trace.TraceEvent;

/**
 * What the trace machinery costs while a guest runs.
 *
 * <p>{@link #run} is million ticks a second by who watches. {@link #ask} and {@link #doNotAsk} are
 * what no run can show, as the question cannot be left out of a build: nanoseconds for making an
 * event where nobody watches, and for not making one. Their difference, by the events of a tick
 * (see {@link Guest}), is the whole price of tracing that is off.
 */
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class TraceBenchmark {
  private static final int TICKS = 1_000_000;

  /** Who is told, and wants nothing. */
  public enum Watcher {
    NOBODY,
    /** Nobody now, but in its first ticks somebody: the JVM has seen both ways of each question. */
    NOBODY_ANY_MORE,
    /** Events: changes of privilege, control registers, exceptions, exits. */
    EVENTS,
    /** Events, and every load and store. */
    EVENTS_AND_MEMORY
  }

  /** A guest at work. */
  @State(Scope.Thread)
  public static class Work {
    @Param Guest guest = Guest.SYSTEM_CALLS;
    @Param Watcher watcher = Watcher.NOBODY;
    Machine machine = guest.machine();

    @Setup
    public void prepare() {
      machine = guest.machine();
      if (watcher == Watcher.NOBODY) {
        return;
      }
      machine.setTrace(new NullSink(watcher != Watcher.EVENTS));
      if (watcher == Watcher.NOBODY_ANY_MORE) {
        var unused = machine.run(TICKS);
        machine.setTrace(new NullSink(false));
        unused = machine.run(TICKS);
        machine.setTrace(null);
      }
    }
  }

  /** A processor that told somebody, and then nobody. */
  @State(Scope.Thread)
  public static class Asking {
    final LogicalProcessor cpu = Guest.SYSTEM_CALLS.machine().cpu();
    long before = 1;
    long after = 2;

    @Setup
    public void prepare() {
      cpu.setTrace(new NullSink(false));
      for (int i = 0; i < TICKS; i++) {
        cpu.emit(new TraceEvent.SwapGs(before, i));
      }
      cpu.setTrace(null);
    }
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @OperationsPerInvocation(TICKS)
  public RunOutcome run(Work work) {
    return work.machine.run(TICKS);
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public long ask(Asking asking) {
    asking.cpu.emit(new TraceEvent.SwapGs(asking.before, asking.after));
    return asking.after;
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public long doNotAsk(Asking asking) {
    return asking.after;
  }
}
