package ringside.emulator.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.engine.Threader;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/**
 * Feeds a machine with bytes that nobody would write. Whatever they are, no Java exception may
 * leave the machine, and no run may exceed its budget of ticks. Every few runs the same is done
 * step by step, and must end in the same state.
 *
 * <p>A run is reproduced by its mode, processor and seed: {@link #run}.
 */
final class Fuzzer {
  static final int BUDGET = 2_000;

  private static final int STEPPED = 16;
  private static final int WATCHED = 8;
  private static final int FAILURES_KEPT = 20;

  /** How often a block runs before it goes into the loop. */
  private static final int THREAD_AFTER = 2;

  private final Map<CodeMode, Threader> threaders =
      Map.of(
          CodeMode.BITS_16, new Threader(),
          CodeMode.BITS_32, new Threader(),
          CodeMode.BITS_64, new Threader());
  private final CpuModel model;
  private final Map<FuzzMode, FuzzWorld> worlds = new EnumMap<>(FuzzMode.class);
  private final Map<FuzzMode, MachineSnapshot> starts = new EnumMap<>(FuzzMode.class);
  private final List<String> failures = new ArrayList<>();
  private final Set<String> places = new HashSet<>();
  private long ticks;
  private long steps;
  private long stepsOfCode;

  Fuzzer(CpuModel model) {
    this.model = model;
    for (FuzzMode mode : FuzzMode.values()) {
      rebuild(mode);
    }
  }

  /** Ticks made: retired instructions, and deliveries of faults. */
  long ticks() {
    return ticks;
  }

  /** How many of them were made by fuzzed code and not by a handler, going by those stepped. */
  long instructions() {
    return steps == 0 ? 0 : (long) ((double) ticks / steps * stepsOfCode);
  }

  /** What went wrong, one line a place in the emulator. */
  List<String> failures() {
    return failures;
  }

  /** One run. */
  void run(FuzzMode mode, long seed) {
    Machine machine = worlds.get(mode).machine();
    try {
      start(mode, seed);
      long before = machine.ticks();
      RunOutcome outcome = machine.run(BUDGET);
      long made = machine.ticks() - before;
      ticks += made;
      if (made > BUDGET) {
        fail(mode, seed, "budget", made + " ticks until " + outcome);
      }
      if (seed % STEPPED == 0) {
        compareWithSteps(mode, seed, made);
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      StackTraceElement[] trace = e.getStackTrace();
      String place = trace.length == 0 ? "" : trace[0].toString();
      fail(
          mode, seed, e.getClass() + place, e + " at " + List.of(trace).stream().limit(8).toList());
      rebuild(mode);
    }
  }

  private void start(FuzzMode mode, long seed) {
    FuzzWorld world = worlds.get(mode);
    SplittableRandom random = new SplittableRandom(seed);
    world.machine().restore(starts.get(mode));
    world.machine().load(FuzzWorld.CODE, FuzzCode.generate(random, mode.bits == 64));
    world.enter(random);
    world.machine().setTrace(seed % WATCHED == 1 ? new Watcher() : null);
  }

  /** Runs again by single steps; a run that a device stopped cannot be told from its steps. */
  private void compareWithSteps(FuzzMode mode, long seed, long made) {
    Machine machine = worlds.get(mode).machine();
    List<Long> fast = ProcessorState.of(machine.cpu()).numbers();
    start(mode, seed);
    long end = machine.ticks() + made;
    StepResult result = StepResult.RETIRED;
    while (machine.ticks() < end && result != StepResult.SHUTDOWN && result != StepResult.HALTED) {
      long rip = machine.cpu().linearAddress(LogicalProcessor.CS, machine.cpu().rip());
      result = machine.step();
      steps++;
      stepsOfCode += FuzzWorld.isHandler(rip) || result == StepResult.EXCEPTION ? 0 : 1;
    }
    List<Long> stepped = ProcessorState.of(machine.cpu()).numbers();
    if (!fast.equals(stepped)) {
      int at = 0;
      while (fast.get(at).equals(stepped.get(at))) {
        at++;
      }
      fail(
          mode,
          seed,
          "lockstep" + at,
          "number %d of the state is %x by run, %x by step"
              .formatted(at, fast.get(at), stepped.get(at)));
    }
  }

  private void fail(FuzzMode mode, long seed, String place, String what) {
    if (places.add(place) && failures.size() < FAILURES_KEPT) {
      failures.add("%s %s seed %d: %s".formatted(model.name(), mode, seed, what));
    }
  }

  /** Every other mode's machine interprets, in the loop as soon as it can. */
  private void rebuild(FuzzMode mode) {
    FuzzWorld world = new FuzzWorld(mode, model);
    if (mode.ordinal() % 2 == 0) {
      world.machine().thread(threaders::get, THREAD_AFTER);
    }
    worlds.put(mode, world);
    starts.put(mode, world.machine().snapshot());
  }

  /** Looks at everything, as a recording does. */
  private static final class Watcher implements TraceSink {
    private int looked;

    @Override
    public void event(TraceEvent event) {
      looked += event.toString().length();
    }

    @Override
    public void store(
        Access access, long linear, long physical, int size, long before, long after) {
      looked++;
    }

    @Override
    public void load(Access access, long linear, long physical, int size, long value) {
      looked++;
    }
  }
}
