package ringside.lab.recording;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import ringside.lab.recording.Narration.Fired;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.BuiltScenario.Option;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Evaluator;
import ringside.lab.scenario.Expression;
import ringside.lab.scenario.StateNames;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * Decides from the run when each prediction is asked, which answer is right, and, where the author
 * left that to the run, which wrong answers are worth offering.
 */
final class Predictions implements Walk.Reader {
  private static final int DISTRACTORS = 3;

  /** Events that happen all the time and would give an answer away. */
  private static final Set<String> NOISE = Set.of("WALK", "TLB", "MMIO");

  /**
   * A prediction with its answer.
   *
   * @param tick the learner must answer before leaving it
   * @param options in the order to show them
   */
  record Asked(
      String id,
      int tick,
      Optional<String> before,
      String ask,
      Optional<String> of,
      List<String> options,
      String answer,
      Optional<RunEvent> event) {}

  private final BuiltScenario scenario;
  private final List<Fired> fired;
  private final List<RunEvent> events;
  private final long seed;
  private final Diagnostics diagnostics;
  private final List<Asked> asked = new ArrayList<>();
  private final Set<String> done = new LinkedHashSet<>();
  private @Nullable Evaluator evaluator;

  Predictions(
      BuiltScenario scenario,
      List<Fired> fired,
      List<RunEvent> events,
      long seed,
      Diagnostics diagnostics) {
    this.scenario = scenario;
    this.fired = fired;
    this.events = events;
    this.seed = seed;
    this.diagnostics = diagnostics;
  }

  /** In the order of their ticks. */
  List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void state(Cursor cursor) {
    look(cursor, null);
  }

  @Override
  public void event(Cursor cursor, RunEvent event) {
    look(cursor, event);
  }

  private void look(Cursor cursor, @Nullable RunEvent event) {
    Evaluator ask = evaluator == null ? evaluator = new Evaluator(cursor) : evaluator;
    for (BuiltScenario.Prediction p : scenario.predictions()) {
      if (!done.contains(p.prediction().id()) && isMoment(p, cursor, event, ask)) {
        done.add(p.prediction().id());
        decide(p, cursor, event, ask);
      }
    }
  }

  private boolean isMoment(
      BuiltScenario.Prediction p, Cursor cursor, @Nullable RunEvent event, Evaluator ask) {
    if (p.when() instanceof Expression when) {
      return when.mentionsEvent() == (event != null) && ask.holds(when);
    }
    Scalar before = p.prediction().before();
    return before != null
        && fired.stream()
            .anyMatch(f ->
                f.id().equals(before.text())
                    && f.tick() == cursor.tick()
                    && f.event().map(RunEvent::seq).equals(seq(event)));
  }

  private static Optional<Integer> seq(@Nullable RunEvent event) {
    return event == null ? Optional.empty() : Optional.of(event.seq());
  }

  private void decide(
      BuiltScenario.Prediction p, Cursor cursor, @Nullable RunEvent event, Evaluator ask) {
    switch (p.prediction().ask()) {
      case CHOICE -> choice(p, cursor, event, ask);
      case NEXT_EVENT -> nextEvent(p, cursor, event);
      case VALUE -> value(p, cursor, event);
    }
  }

  private void choice(
      BuiltScenario.Prediction p, Cursor cursor, @Nullable RunEvent event, Evaluator ask) {
    List<String> holding =
        p.options().stream()
            .filter(o -> o.when() instanceof Expression when && ask.holds(when))
            .map(Option::id)
            .toList();
    if (holding.isEmpty()) {
      add(DiagnosticCode.PREDICTION_UNDECIDED, p);
    } else if (holding.size() > 1) {
      diagnostics.add(
          DiagnosticCode.PREDICTION_AMBIGUOUS,
          p.prediction().location(),
          "id",
          p.prediction().id(),
          "options",
          String.join(", ", holding));
    } else {
      List<String> wrong =
          p.options().stream().map(Option::id).filter(o -> !holding.contains(o)).toList();
      ask(p, cursor, event, holding.getFirst(), wrong);
    }
  }

  private void nextEvent(BuiltScenario.Prediction p, Cursor cursor, @Nullable RunEvent event) {
    int from = event == null ? (int) cursor.tick() : event.tick();
    RunEvent next = event;
    for (int i = 0; next == null && i < events.size(); i++) {
      RunEvent candidate = events.get(i);
      if (candidate.tick() >= from && !NOISE.contains(candidate.kind())) {
        next = candidate;
      }
    }
    if (next == null) {
      add(DiagnosticCode.PREDICTION_NO_CHOICE, p);
      return;
    }
    int tick = next.tick();
    Set<String> wrong = new LinkedHashSet<>();
    for (RunEvent other : events) {
      if (other.tick() != tick && !NOISE.contains(other.kind())) {
        wrong.add(other.text());
      }
    }
    wrong.remove(next.text());
    ask(p, cursor, next, next.text(), pick(p, wrong));
  }

  private void value(BuiltScenario.Prediction p, Cursor cursor, @Nullable RunEvent event) {
    Scalar of = p.prediction().of();
    if (of == null) {
      return;
    }
    StateNames.View asked = StateNames.view(of.text());
    String answer = hex(cursor.register(asked));
    Set<String> wrong = new LinkedHashSet<>();
    wrong.add(hex(cursor.registerBefore(asked)));
    for (String register : List.of("rip", "rsp", "rflags", "rcx", "r11", "rax", "cr2", "rdx")) {
      StateNames.View view = StateNames.view(register);
      wrong.add(hex(cursor.registerBefore(view)));
      wrong.add(hex(cursor.register(view)));
    }
    wrong.remove(answer);
    ask(p, cursor, event, answer, pick(p, wrong));
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  private void ask(
      BuiltScenario.Prediction p,
      Cursor cursor,
      @Nullable RunEvent event,
      String answer,
      List<String> wrong) {
    if (wrong.isEmpty()) {
      add(DiagnosticCode.PREDICTION_NO_CHOICE, p);
      return;
    }
    List<String> options = new ArrayList<>(wrong);
    options.add(answer);
    int tick = event != null ? event.tick() : Math.max(0, (int) cursor.tick() - 1);
    asked.add(
        new Asked(
            p.prediction().id(),
            tick,
            Optional.ofNullable(p.prediction().before()).map(Scalar::text),
            p.prediction().ask().word(),
            Optional.ofNullable(p.prediction().of()).map(Scalar::text),
            shuffle(p, options),
            answer,
            Optional.ofNullable(event)));
  }

  private List<String> pick(BuiltScenario.Prediction p, Set<String> from) {
    List<String> shuffled = shuffle(p, new ArrayList<>(from));
    return shuffled.subList(0, Math.min(DISTRACTORS, shuffled.size()));
  }

  /** The same order for everyone who has the same recording. */
  private List<String> shuffle(BuiltScenario.Prediction p, List<String> options) {
    SplittableRandom random = new SplittableRandom(seed ^ p.prediction().id().hashCode());
    List<String> left = new ArrayList<>(options.stream().sorted().toList());
    List<String> order = new ArrayList<>();
    while (!left.isEmpty()) {
      order.add(left.remove(random.nextInt(left.size())));
    }
    return order;
  }

  private void add(DiagnosticCode code, BuiltScenario.Prediction p) {
    diagnostics.add(
        code, p.prediction().location(), "id", p.prediction().id(), "variant", scenario.variant());
  }

  @Override
  public void end(Cursor cursor) {
    for (BuiltScenario.Prediction p : scenario.predictions()) {
      boolean stepMissing =
          p.prediction().before() instanceof Scalar before
              && fired.stream().noneMatch(f -> f.id().equals(before.text()));
      if (!done.contains(p.prediction().id()) && !stepMissing) {
        add(DiagnosticCode.PREDICTION_NEVER, p);
      }
    }
  }
}
