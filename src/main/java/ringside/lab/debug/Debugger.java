package ringside.lab.debug;

import java.util.OptionalInt;
import ringside.lab.recording.Cursor;
import ringside.lab.recording.Recording;
import ringside.lab.recording.RunEvent;
import ringside.lab.recording.RunIndex;
import ringside.lab.scenario.Evaluator;
import ringside.lab.scenario.Expression;

/** Searches a recording for the next or previous place to stop. */
public final class Debugger {
  private final Recording recording;
  private final RunIndex index;

  public Debugger(Recording recording) {
    this.recording = recording;
    this.index = recording.index();
  }

  /** The first such tick after {@code tick}; empty where there is none left. */
  public OptionalInt next(int tick, StopAt place) {
    return search(tick, +1, place);
  }

  /** The last such tick before {@code tick}. */
  public OptionalInt previous(int tick, StopAt place) {
    return search(tick, -1, place);
  }

  private OptionalInt search(int tick, int direction, StopAt place) {
    return switch (place) {
      case StopAt.Event(Landmark landmark) -> event(tick, direction, landmark);
      case StopAt.Address(long linear) -> scan(tick, direction, t -> index.ranAt(t, linear));
      case StopAt.Watch w ->
          scan(
              tick,
              direction,
              t ->
                  w.stores() && index.stored(t, w.physical(), w.size())
                      || w.loads() && index.loaded(t, w.physical(), w.size()));
      case StopAt.Condition(Expression condition) -> condition(tick, direction, condition);
    };
  }

  private OptionalInt event(int tick, int direction, Landmark landmark) {
    OptionalInt found = OptionalInt.empty();
    for (RunEvent event : recording.events()) {
      if (landmark.kinds().contains(event.kind())) {
        if (direction > 0 && event.tick() > tick) {
          return OptionalInt.of(event.tick());
        }
        if (direction < 0 && event.tick() < tick) {
          found = OptionalInt.of(event.tick());
        }
      }
    }
    return found;
  }

  private OptionalInt scan(int tick, int direction, java.util.function.IntPredicate isPlace) {
    for (int t = tick + direction; t >= 0 && t < recording.ticks(); t += direction) {
      if (isPlace.test(t)) {
        return OptionalInt.of(t);
      }
    }
    return OptionalInt.empty();
  }

  /** A condition that holds for a while is one place: where it begins. */
  private OptionalInt condition(int tick, int direction, Expression condition) {
    Cursor cursor = recording.cursor(tick);
    Evaluator evaluator = new Evaluator(cursor);
    if (direction > 0) {
      boolean held = evaluator.holds(condition);
      while (cursor.forward()) {
        boolean holds = evaluator.holds(condition);
        if (holds && !held) {
          return OptionalInt.of((int) cursor.tick());
        }
        held = holds;
      }
      return OptionalInt.empty();
    }
    int candidate = -1;
    while (cursor.backward()) {
      if (evaluator.holds(condition)) {
        candidate = (int) cursor.tick();
      } else if (candidate >= 0) {
        break;
      }
    }
    return candidate >= 0 ? OptionalInt.of(candidate) : OptionalInt.empty();
  }
}
