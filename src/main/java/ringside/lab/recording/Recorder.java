package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.machine.Input;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineSnapshot;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.StateNames;

/**
 * Drives a machine one tick at a time and logs what every tick changed.
 *
 * <p>The log is made by comparison: registers are read after each tick and compared with those
 * before, stored ranges are read from memory and compared with a mirror of it. So a change that no
 * event tells of cannot be missed, and the log leads backwards as well as forwards.
 *
 * <p>A budget that is used up ends the run; what was recorded until then is kept.
 */
public final class Recorder {
  /** Heap that one log may hold. */
  private static final long MAX_LOG_BYTES = 256L << 20;

  private static final int LOOP_WINDOW = 4096;
  private static final int LOOP_PLACES = 3;

  private final BuiltScenario scenario;
  private final Machine machine;
  private final List<Edit> edits;
  private final TickLog log;
  private final List<Run.Event> events;
  private final List<Run.Keyframe> keyframes;
  private final MemoryImage mirror;
  private final Touched touched = new Touched();
  private final long[] before = new long[StateNames.SLOTS.size()];
  private final long[] after = new long[StateNames.SLOTS.size()];
  private int tick;

  private Recorder(
      BuiltScenario scenario,
      Machine machine,
      List<Edit> edits,
      TickLog log,
      List<Run.Event> events,
      List<Run.Keyframe> keyframes) {
    this.scenario = scenario;
    this.machine = machine;
    this.edits = edits;
    this.log = log;
    this.events = events;
    this.keyframes = keyframes;
    this.tick = log.size();
    this.mirror = new MemoryImage(machine.snapshot().memory());
  }

  /** Runs a scenario from its first tick to its end. */
  public static Recording record(BuiltScenario scenario) {
    Machine machine = MachineFactory.build(scenario);
    for (var input : scenario.inputs()) {
      type(machine, input.at(), input.text());
    }
    Recorder recorder =
        new Recorder(
            scenario, machine, List.of(), new TickLog(), new ArrayList<>(), new ArrayList<>());
    return Recording.of(scenario, recorder.run(), Optional.empty());
  }

  /**
   * Runs a scenario again with edits. The ticks before the first edit are shared with {@code base};
   * from its nearest snapshot on the emulator executes.
   *
   * @param edits in order of their ticks
   */
  public static Recording fork(Recording base, List<Edit> edits) {
    BuiltScenario scenario = base.scenario();
    Run run = base.run();
    int first = edits.isEmpty() ? run.ticks() : edits.getFirst().tick();
    // the tick that leads to the edited state is recorded again, with the edit in it
    int from = Math.max(0, Math.min(first, run.ticks()) - 1);
    Run.Keyframe keyframe = run.keyframe(from);
    Machine machine = MachineFactory.build(scenario);
    machine.restore(keyframe.snapshot());
    while (machine.ticks() < from) {
      machine.step();
    }
    List<Run.Event> events =
        new ArrayList<>(run.events().stream().filter(e -> e.tick() < from).toList());
    List<Run.Keyframe> keyframes =
        new ArrayList<>(run.keyframes().stream().filter(k -> k.tick() <= from).toList());
    if (first == 0) {
      keyframes.clear();
    }
    Recorder recorder =
        new Recorder(scenario, machine, edits, run.log().prefix(from), events, keyframes);
    return Recording.of(
        scenario, recorder.run(), Optional.of(new Recording.Fork(base.hash(), edits)));
  }

  private Run run() {
    machine.setTrace(touched);
    machine.setOutput(character -> log.output((byte) character));
    if (tick == 0) {
      edit();
      touched.forget();
      mirror.rebase(machine.snapshot().memory());
    }
    MachineState.read(machine, before);
    if (keyframes.isEmpty()) {
      keyframe();
    }
    @Nullable End end = null;
    while (end == null) {
      end = tick();
    }
    log.trim();
    return new Run(
        log, List.copyOf(events), List.copyOf(keyframes), machine.undefinedInstructions(), end);
  }

  private @Nullable End tick() {
    long rip = machine.cpu().rip();
    if (scenario.until().isPresent() && scenario.until().getAsLong() == rip) {
      return End.of(End.Reason.UNTIL, "");
    }
    if (tick >= scenario.scenario().limits().instructions()) {
      return limit("limits.instructions");
    }
    if (log.outputSize() > scenario.scenario().limits().output()) {
      return limit("limits.output");
    }
    if (tick % Run.INTERVAL == 0 && log.footprint() > MAX_LOG_BYTES) {
      return limit("recorder memory");
    }
    long linear = machine.cpu().linearAddress(LogicalProcessor.CS, rip);
    StepResult result;
    try {
      result = machine.step();
    } catch (RuntimeException e) {
      return End.of(End.Reason.ERROR, String.valueOf(e));
    }
    switch (result) {
      case HALTED -> {
        return End.of(End.Reason.HALTED, "");
      }
      case SHUTDOWN -> {
        return End.of(End.Reason.SHUTDOWN, shutdownReason());
      }
      case RETIRED, REPEATED, EXCEPTION, INTERRUPT, VM_EXIT -> logTick(step(result), linear);
    }
    return null;
  }

  private Step step(StepResult result) {
    boolean halted = machine.cpu().runState().activity() == RunState.Activity.HALTED;
    return switch (result) {
      case REPEATED -> Step.REPEAT;
      case EXCEPTION, VM_EXIT -> Step.EXCEPTION;
      case INTERRUPT -> Step.INTERRUPT;
      case RETIRED, HALTED, SHUTDOWN -> halted ? Step.HALT : Step.RETIRED;
    };
  }

  private void logTick(Step step, long linear) {
    DecodedInstruction instruction = machine.lastInstruction();
    byte[] code = instruction == null ? new byte[0] : instruction.bytes();
    for (TraceEvent event : touched.events()) {
      events.add(new Run.Event(tick, event));
    }
    tick++;
    edit();
    MachineState.read(machine, after);
    for (int slot = 0; slot < after.length; slot++) {
      if (before[slot] != after[slot]) {
        log.set(slot, before[slot], after[slot]);
      }
    }
    touched
        .stores()
        .forEach((physical, length) -> {
          byte[] was = mirror.bytes(physical, length);
          byte[] is = machine.memory().read(physical, length);
          log.store(physical, was, is);
          mirror.write(physical, is);
        });
    touched.loads().forEach(log::load);
    touched.forget();
    log.endTick(step, linear, code);
    System.arraycopy(after, 0, before, 0, after.length);
    if (tick % Run.INTERVAL == 0) {
      keyframe();
    }
  }

  private void keyframe() {
    MachineSnapshot snapshot = machine.snapshot();
    mirror.rebase(snapshot.memory());
    keyframes.add(new Run.Keyframe(tick, before.clone(), snapshot));
  }

  /** Applies the edits of the state that was just reached. */
  private void edit() {
    for (Edit edit : edits) {
      if (edit.tick() == tick) {
        switch (edit) {
          case Edit.SetRegister e -> MachineState.write(machine, e.register(), e.value());
          case Edit.SetMemory e -> {
            machine.memory().write(e.address(), e.bytes());
            touched.store(TraceSink.Access.DMA, 0, e.address(), e.bytes().length, 0, 0);
          }
          case Edit.Type e -> type(machine, machine.now(), e.text());
        }
      }
    }
  }

  private static void type(Machine machine, long at, String text) {
    for (byte character : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      machine.type(new Input(at, character & 0xFF));
    }
  }

  private String shutdownReason() {
    return events.reversed().stream()
        .map(Run.Event::event)
        .filter(TraceEvent.Shutdown.class::isInstance)
        .map(e -> ((TraceEvent.Shutdown) e).reason())
        .findFirst()
        .orElse("");
  }

  private End limit(String which) {
    return new End(End.Reason.LIMIT, which, Loop.places(log, scenario, LOOP_WINDOW, LOOP_PLACES));
  }
}
