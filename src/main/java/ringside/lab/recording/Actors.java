package ringside.lab.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.BuiltScenario.Lane;
import ringside.lab.scenario.BuiltScenario.Probe;
import ringside.lab.scenario.Evaluator;
import ringside.lab.scenario.Evaluator.Outcome;
import ringside.lab.scenario.Expression;
import ringside.lab.scenario.StateNames;

/**
 * Says who ran each tick, and makes the run's events: architectural ones with lane, target and
 * cause, and those of probes. Reads only; without probes the architectural events are the same.
 */
final class Actors {
  private static final List<String> CAUSES =
      List.of("VMEXIT", "VMENTRY", "INT", "EXC", "IRQ", "RING", "PIO", "MMIO", "HLT");

  private final Run run;
  private final BuiltScenario scenario;
  private final Cursor cursor;
  private final Evaluator evaluator;
  private final List<Lane> running;
  private final Map<List<Long>, Integer> known = new HashMap<>();
  private final List<Integer> laneOfTick = new ArrayList<>();
  private final List<RunEvent> events = new ArrayList<>();

  /** Who ran when, and what happened. */
  record Result(List<Integer> laneOfTick, List<RunEvent> events) {}

  private Actors(Run run, BuiltScenario scenario) {
    this.run = run;
    this.scenario = scenario;
    this.cursor = new Cursor(run, 0);
    this.evaluator = new Evaluator(cursor);
    this.running = scenario.lanes().stream().filter(l -> l.lane().of() == null).toList();
  }

  static Result of(Run run, BuiltScenario scenario) {
    Actors actors = new Actors(run, scenario);
    actors.walk();
    return new Result(List.copyOf(actors.laneOfTick), List.copyOf(actors.events));
  }

  private void walk() {
    int next = 0;
    for (int tick = 0; tick < run.ticks(); tick++) {
      int lane = lane();
      laneOfTick.add(lane);
      probes(tick, lane);
      cursor.forward();
      int after = lane();
      while (next < run.events().size() && run.events().get(next).tick() == tick) {
        architectural(run.events().get(next++), lane, after);
      }
    }
  }

  /** Index in the scenario's lanes of the lane that runs in the cursor's state. */
  private int lane() {
    List<Long> key = key();
    Integer lane = known.get(key);
    if (lane == null) {
      lane = findLane();
      known.put(key, lane);
    }
    return lane;
  }

  /** All that lanes may depend on, so that each combination is asked about once. */
  private List<Long> key() {
    List<Long> key = new ArrayList<>();
    AssembledProgram program = scenario.programAt(cursor.rip());
    key.add(program == null ? -1L : scenario.programs().indexOf(program));
    for (Lane lane : running) {
      Expression when = lane.when();
      if (when != null) {
        if (when.readsMemory() || when.names().contains("console")) {
          key.add(cursor.tick());
        }
        for (String name : when.names()) {
          key.add(
              StateNames.isRegister(name) ? cursor.register(StateNames.view(name)) : cursor.tick());
        }
      }
    }
    return key;
  }

  private int findLane() {
    AssembledProgram program = scenario.programAt(cursor.rip());
    for (Lane lane : running) {
      boolean here =
          lane.when() instanceof Expression when
              ? evaluator.holds(when)
              : program != null && program.program().lane().equals(lane.lane().id());
      if (here) {
        return scenario.lanes().indexOf(lane);
      }
    }
    return scenario.lanes().indexOf(running.getLast());
  }

  private String laneId(int index) {
    return scenario.lanes().get(index).lane().id();
  }

  private void architectural(Run.Event raw, int lane, int after) {
    TraceEvent event = raw.event();
    add(
        raw.tick(),
        event.kind(),
        event,
        laneId(lane),
        target(event, laneId(after)),
        EventText.line(event),
        EventText.fields(event));
  }

  private void add(
      int tick,
      String kind,
      @Nullable TraceEvent source,
      String lane,
      Optional<String> target,
      String text,
      Map<String, Object> fields) {
    events.add(
        new RunEvent(
            events.size(), tick, kind, source, lane, target, text, fields, cause(tick, kind)));
  }

  /** The event of the same step that came first, such as the EXC of a RING. */
  private Optional<Integer> cause(int tick, String kind) {
    for (int i = events.size() - 1; i >= 0 && events.get(i).tick() == tick; i--) {
      RunEvent earlier = events.get(i);
      if (CAUSES.contains(earlier.kind()) && !earlier.kind().equals(kind)) {
        return Optional.of(earlier.seq());
      }
    }
    return Optional.empty();
  }

  private Optional<String> target(TraceEvent event, String after) {
    return switch (event) {
      case TraceEvent.Ring e -> Optional.of(after);
      case TraceEvent.Return e -> Optional.of(after);
      case TraceEvent.ExceptionRaised e -> shows("tables");
      case TraceEvent.SoftwareInterrupt e -> shows("tables");
      case TraceEvent.ExternalInterrupt e -> shows("tables");
      case TraceEvent.DescriptorTable e -> shows("tables");
      case TraceEvent.ModelSpecificRegister e -> shows("msr");
      case TraceEvent.SwapGs e -> shows("msr");
      case TraceEvent.PortIo e -> shows(device(e.port()));
      case TraceEvent.MemoryMappedIo e -> shows(e.device());
      case TraceEvent.Dma e -> shows(e.device());
      case TraceEvent.ControlRegister e -> Optional.empty();
      case TraceEvent.TlbFlush e -> Optional.empty();
      case TraceEvent.PageWalk e -> Optional.empty();
      case TraceEvent.Halt e -> Optional.empty();
      case TraceEvent.Shutdown e -> Optional.empty();
      case TraceEvent.VmEntry e -> Optional.of(after);
      case TraceEvent.VmExit e -> Optional.of(after);
      case TraceEvent.VmxInstruction e -> shows("vmcs");
      case TraceEvent.Injection e -> shows("tables");
      case TraceEvent.NestedPageWalk e -> Optional.empty();
    };
  }

  private Optional<String> shows(String of) {
    return scenario.lanes().stream()
        .filter(l -> of.equals(l.lane().of()))
        .map(l -> l.lane().id())
        .findFirst();
  }

  private static String device(int port) {
    return switch (port & ~7) {
      case 0x3F8 -> "com1";
      case 0x40 -> "pit";
      case 0x20, 0xA0 -> "pic";
      default -> "";
    };
  }

  private void probes(int tick, int lane) {
    if (scenario.probes().isEmpty()) {
      return;
    }
    for (Probe probe : scenario.probes()) {
      boolean here = cursor.rip() == probe.address();
      if (here && (probe.when() == null || evaluator.holds(probe.when()))) {
        Map<String, Object> fields = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder(probe.probe().event());
        if (probe.name() instanceof Expression name) {
          fields.put("name", value(name));
          text.append(' ').append(fields.get("name"));
        }
        if (!probe.args().isEmpty()) {
          String args =
              String.join(
                  ", ", probe.args().stream().map(this::value).map(Actors::display).toList());
          fields.put("args", args);
          text.append('(').append(args).append(')');
        }
        probe
            .fields()
            .forEach((name, expression) -> {
              fields.put(name, value(expression));
              text.append(' ').append(name).append('=').append(display(fields.get(name)));
            });
        add(
            tick,
            probe.probe().event(),
            null,
            laneId(lane),
            Optional.empty(),
            text.toString(),
            fields);
      }
    }
  }

  private Object value(Expression expression) {
    return switch (evaluator.evaluate(expression)) {
      case Outcome.Value(Object value) -> value;
      case Outcome.Undefined u -> "?";
    };
  }

  private static String display(@Nullable Object value) {
    return value instanceof Long number
        ? "0x" + Long.toHexString(number).toUpperCase(java.util.Locale.ROOT)
        : String.valueOf(value);
  }
}
