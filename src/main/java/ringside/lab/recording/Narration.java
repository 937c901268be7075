package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.BuiltScenario.Highlight;
import ringside.lab.scenario.BuiltScenario.Step;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Evaluator;
import ringside.lab.scenario.Evaluator.Outcome;
import ringside.lab.scenario.Expression;

/** Finds the moments that a scenario's steps talk about, in the order of the file. */
final class Narration implements Walk.Reader {

  /**
   * A step that fired.
   *
   * @param tick the state that it talks about: after its event
   * @param event the event that fired it; empty for a condition on the state
   */
  record Fired(String id, int tick, Optional<RunEvent> event, List<String> highlight) {}

  /** Where a condition holds for the first time, and where it came nearest to it. */
  private static final class Search {
    int firstMatch = -1;
    boolean held;
    int matches;
    int nearestParts;
    String nearest = "";
  }

  private final BuiltScenario scenario;
  private final Diagnostics diagnostics;
  private final List<Search> searches = new ArrayList<>();
  private final List<Fired> fired = new ArrayList<>();
  private @Nullable Evaluator evaluator;

  Narration(BuiltScenario scenario, Diagnostics diagnostics) {
    this.scenario = scenario;
    this.diagnostics = diagnostics;
    scenario.steps().forEach(step -> searches.add(new Search()));
  }

  List<Fired> fired() {
    return List.copyOf(fired);
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
    int next = fired.size();
    for (int i = 0; i < searches.size(); i++) {
      Step step = scenario.steps().get(i);
      Search search = searches.get(i);
      if (step.when().mentionsEvent() != (event != null)) {
        continue;
      }
      boolean holds = ask.holds(step.when());
      boolean begins = holds && (event != null || !search.held);
      search.held = holds;
      if (begins && search.firstMatch < 0) {
        search.firstMatch = (int) cursor.tick();
      }
      if (!holds && search.firstMatch < 0) {
        nearest(search, step, ask, cursor, event);
      }
      if (i == next && holds && later(cursor) && (begins || search.matches == 0)) {
        search.matches++;
        if (search.matches == step.step().nth()) {
          fire(step, cursor, event, ask);
          break;
        }
      }
    }
  }

  /** Two steps never open at the same tick: nobody would see the first. */
  private boolean later(Cursor cursor) {
    return fired.isEmpty() || cursor.tick() > fired.getLast().tick();
  }

  private void fire(Step step, Cursor cursor, @Nullable RunEvent event, Evaluator ask) {
    List<String> highlight = new ArrayList<>();
    for (Highlight h : step.highlights()) {
      String name = h.name();
      if (h.address() instanceof Expression address
          && ask.evaluate(address) instanceof Outcome.Value(Long value)) {
        name = Long.toHexString(value);
      }
      highlight.add(h.kind() + ":" + name);
    }
    fired.add(
        new Fired(
            step.step().id(),
            (int) cursor.tick(),
            Optional.ofNullable(event),
            List.copyOf(highlight)));
  }

  private static void nearest(
      Search search, Step step, Evaluator ask, Cursor cursor, @Nullable RunEvent event) {
    if (step.parts().size() < 2) {
      return;
    }
    int holding = 0;
    String failing = "";
    for (Expression part : step.parts()) {
      if (ask.holds(part)) {
        holding++;
      } else if (failing.isEmpty()) {
        failing = part.text();
      }
    }
    if (holding > search.nearestParts) {
      search.nearestParts = holding;
      search.nearest =
          String.format(
              Locale.ROOT,
              "tick %d%s, without \"%s\"",
              cursor.tick(),
              event == null ? "" : " (" + event.text() + ")",
              failing);
    }
  }

  @Override
  public void end(Cursor cursor) {
    for (int i = fired.size(); i < searches.size(); i++) {
      Step step = scenario.steps().get(i);
      Search search = searches.get(i);
      if (search.matches > 0) {
        never(step, search.matches + " of " + step.step().nth());
      } else if (search.firstMatch >= 0 && !fired.isEmpty() && i == fired.size()) {
        diagnostics.add(
            DiagnosticCode.STEP_OUT_OF_ORDER,
            step.step().when().location(),
            "id",
            step.step().id(),
            "tick",
            search.firstMatch,
            "previous",
            fired.getLast().id(),
            "after",
            fired.getLast().tick());
      } else if (search.firstMatch < 0) {
        never(step, search.nearest.isEmpty() ? "-" : search.nearest);
      }
    }
  }

  private void never(Step step, String nearest) {
    diagnostics.add(
        DiagnosticCode.STEP_NEVER,
        step.step().when().location(),
        "id",
        step.step().id(),
        "variant",
        scenario.variant(),
        "nearest",
        nearest);
  }
}
