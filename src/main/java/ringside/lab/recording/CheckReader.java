package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ringside.lab.recording.ScenarioCheck.CheckResult;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.DiagnosticCode;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Evaluator;
import ringside.lab.scenario.Evaluator.Outcome;
import ringside.lab.scenario.EventWords;
import ringside.lab.scenario.Expression;
import ringside.lab.scenario.Scenario.Check.Expectation;
import ringside.lab.scenario.StateNames;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * Evaluates one check on a run: at each of its moments, in each of its windows, or on the whole.
 *
 * <p>A window that a state opens or closes contains the events between the two states; one that an
 * event opens or closes contains that event.
 */
final class CheckReader implements Walk.Reader {

  private final BuiltScenario scenario;
  private final BuiltScenario.Check check;
  private final Expectation expect;
  private final End runEnd;
  private final Diagnostics diagnostics;
  private final boolean whole;

  private @Nullable Evaluator evaluator;
  private boolean held;
  private boolean open;
  private int reached;
  private int consoleBegin;
  private final List<RunEvent> window = new ArrayList<>();
  private String failure = "";
  private int failureTick;

  CheckReader(
      BuiltScenario scenario, BuiltScenario.Check check, End runEnd, Diagnostics diagnostics) {
    this.scenario = scenario;
    this.check = check;
    this.expect = check.check().expect();
    this.runEnd = runEnd;
    this.diagnostics = diagnostics;
    this.whole = check.at() == null && check.from() == null && check.until() == null;
  }

  CheckResult result() {
    return new CheckResult(check.check().id(), failure.isEmpty(), failure, check.check().points());
  }

  @Override
  public void state(Cursor cursor) {
    Evaluator ask = evaluator(cursor);
    if (check.at() instanceof Expression at) {
      if (!at.mentionsEvent()) {
        boolean holds = ask.holds(at);
        if (holds && !held) {
          moment(cursor, ask);
        }
        held = holds;
      }
      return;
    }
    if (!open && opens(cursor, ask, false)) {
      begin(cursor);
    } else if (open && closes(ask, false)) {
      everyState(cursor, ask);
      close(cursor, ask);
      if (check.from() != null && opens(cursor, ask, false)) {
        begin(cursor);
      }
      return;
    }
    if (open) {
      everyState(cursor, ask);
    }
  }

  @Override
  public void event(Cursor cursor, RunEvent event) {
    Evaluator ask = evaluator(cursor);
    if (check.at() instanceof Expression at) {
      if (at.mentionsEvent() && ask.holds(at)) {
        moment(cursor, ask);
      }
      return;
    }
    if (!open && opens(cursor, ask, true)) {
      begin(cursor);
      window.add(event);
    } else if (open) {
      window.add(event);
      if (closes(ask, true)) {
        close(cursor, ask);
      }
    }
  }

  @Override
  public void end(Cursor cursor) {
    Evaluator ask = evaluator(cursor);
    if (open && (whole || check.until() == null)) {
      close(cursor, ask);
    }
    int wanted = check.check().times().orElse(0);
    if (reached == 0 && failure.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.CHECK_VACUOUS,
          check.check().location(),
          "id",
          check.check().id(),
          "variant",
          scenario.variant(),
          "reason",
          open ? "its window never closes" : "its moment never comes");
      failure = "nothing was looked at";
      return;
    }
    if (wanted > 0 && reached != wanted) {
      fail(cursor, "happened " + reached + " times, not " + wanted);
    }
    if (expect.end() instanceof Scalar end && !end.text().equals(runEnd.reason().word())) {
      fail(cursor, "the run ended with " + runEnd.reason().word() + ", not " + end.text());
    }
    if (!failure.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.CHECK_FAILED,
          check.check().location(),
          "id",
          check.check().id(),
          "variant",
          scenario.variant(),
          "slug",
          scenario.scenario().slug(),
          "detail",
          failure,
          "tick",
          failureTick);
    }
  }

  private Evaluator evaluator(Cursor cursor) {
    return evaluator == null ? evaluator = new Evaluator(cursor) : evaluator;
  }

  private boolean opens(Cursor cursor, Evaluator ask, boolean atEvent) {
    return check.from() instanceof Expression from
        ? from.mentionsEvent() == atEvent && ask.holds(from)
        : !atEvent && cursor.tick() == 0;
  }

  private boolean closes(Evaluator ask, boolean atEvent) {
    return check.until() instanceof Expression until
        && until.mentionsEvent() == atEvent
        && ask.holds(until);
  }

  private void begin(Cursor cursor) {
    open = true;
    window.clear();
    consoleBegin = cursor.console().length();
  }

  private void moment(Cursor cursor, Evaluator ask) {
    reached++;
    if (check.check().nth().map(n -> n == reached).orElse(true)) {
      values(cursor, ask);
    }
  }

  private void close(Cursor cursor, Evaluator ask) {
    open = false;
    reached++;
    if (!check.check().nth().map(n -> n == reached).orElse(true)) {
      return;
    }
    if (expect.console() instanceof Scalar wanted) {
      String said = cursor.console().substring(consoleBegin);
      if (!said.equals(wanted.text())) {
        fail(cursor, "the console says " + quote(said) + ", not " + quote(wanted.text()));
      }
    }
    expect.events().forEach((pattern, count) -> count(cursor, pattern.text(), count));
    order(cursor);
    sequence(cursor);
    values(cursor, ask);
  }

  private void count(Cursor cursor, String pattern, int wanted) {
    List<RunEvent> found =
        window.stream().filter(e -> EventWords.matches(pattern, e.kind(), e.text())).toList();
    if (found.size() != wanted) {
      String first =
          found.isEmpty()
              ? ""
              : ", first at tick " + found.getFirst().tick() + ": " + found.getFirst().text();
      fail(cursor, pattern + " happened " + found.size() + " times, not " + wanted + first);
    }
  }

  private void order(Cursor cursor) {
    int next = 0;
    for (RunEvent event : window) {
      if (next < expect.order().size()
          && EventWords.matches(expect.order().get(next).text(), event.kind(), event.text())) {
        next++;
      }
    }
    if (next < expect.order().size()) {
      fail(
          cursor,
          expect.order().get(next).text()
              + " does not come"
              + (next == 0 ? "" : " after " + expect.order().get(next - 1).text()));
    }
  }

  private void sequence(Cursor cursor) {
    List<String> wanted = expect.sequence().stream().map(Scalar::text).toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<String> kinds = wanted.stream().map(CheckReader::kind).distinct().toList();
    List<RunEvent> found = window.stream().filter(e -> kinds.contains(e.kind())).toList();
    for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
      String is =
          i < found.size() ? found.get(i).text() + " at tick " + found.get(i).tick() : "the end";
      if (i >= wanted.size()) {
        fail(cursor, "after all " + wanted.size() + " events comes " + is);
        return;
      }
      if (i >= found.size()
          || !EventWords.matches(wanted.get(i), found.get(i).kind(), found.get(i).text())) {
        fail(cursor, "event " + (i + 1) + " should be " + wanted.get(i) + " and is " + is);
        return;
      }
    }
  }

  private static String kind(String pattern) {
    String kind = EventWords.kindOf(pattern);
    return kind.isEmpty() ? pattern.split(" ", 2)[0] : kind;
  }

  private void everyState(Cursor cursor, Evaluator ask) {
    if (check.always() instanceof Expression always && !ask.holds(always)) {
      fail(cursor, always.text() + " does not hold: " + values(always, ask, cursor));
    }
    if (check.never() instanceof Expression never && ask.holds(never)) {
      fail(cursor, never.text() + " holds: " + values(never, ask, cursor));
    }
  }

  private void values(Cursor cursor, Evaluator ask) {
    for (Map.Entry<String, Expression> entry : check.registers().entrySet()) {
      long is = cursor.register(StateNames.view(entry.getKey()));
      switch (ask.evaluate(entry.getValue())) {
        case Outcome.Value(Long wanted) when wanted == is -> {}
        case Outcome.Value(Object wanted) ->
            fail(cursor, entry.getKey() + " is " + hex(is) + ", not " + hex(wanted));
        case Outcome.Undefined(String reason) -> fail(cursor, entry.getKey() + ": " + reason);
      }
    }
    for (Expression that : check.that()) {
      if (!ask.holds(that)) {
        fail(cursor, that.text() + " does not hold: " + values(that, ask, cursor));
      }
    }
  }

  /** The values that a condition talks about, or why it has none. */
  private static String values(Expression condition, Evaluator ask, Cursor cursor) {
    if (ask.evaluate(condition) instanceof Outcome.Undefined(String reason)) {
      return reason;
    }
    List<String> values = new ArrayList<>();
    for (String name : condition.names().stream().sorted().toList()) {
      String register = name.replaceFirst("^before\\.", "");
      if (StateNames.isRegister(register)) {
        StateNames.View view = StateNames.view(register);
        values.add(
            name
                + " = "
                + hex(name.equals(register) ? cursor.register(view) : cursor.registerBefore(view)));
      }
    }
    new TreeMap<>(condition.labels())
        .forEach((label, value) -> values.add(label + " = " + hex(value)));
    return String.join(", ", values);
  }

  /** Only the first failure is told; what follows is often its consequence. */
  private void fail(Cursor cursor, String detail) {
    if (failure.isEmpty()) {
      failure = detail + " (tick " + cursor.tick() + ")";
      failureTick = (int) cursor.tick();
    }
  }

  private static String hex(Object value) {
    return value instanceof Long number
        ? "0x" + Long.toHexString(number).toUpperCase(Locale.ROOT)
        : String.valueOf(value);
  }

  private static String quote(String text) {
    String shown = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return '"' + shown.replace("\n", "\\n").replace("\r", "\\r") + '"';
  }
}
