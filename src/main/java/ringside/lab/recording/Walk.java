package ringside.lab.recording;

import java.util.List;
import java.util.Map;

/**
 * Goes through a run once, from tick 0 to its end, and shows every state and every event to
 * readers.
 *
 * <p>The order is that of time: state at 0, the events of tick 0, state at 1, and so on. At an
 * event the cursor stands after the event's step and knows the state before it.
 */
final class Walk {
  /** Reads along. */
  interface Reader {
    /** The cursor stands at a new tick. */
    void state(Cursor cursor);

    /** An event of the step that led here; {@link Cursor#event()} has its fields. */
    void event(Cursor cursor, RunEvent event);

    /** The run is over. */
    default void end(Cursor cursor) {}
  }

  private Walk() {}

  static void through(Run run, List<RunEvent> events, List<? extends Reader> readers) {
    Cursor cursor = new Cursor(run, 0);
    readers.forEach(reader -> reader.state(cursor));
    int next = 0;
    while (cursor.forward()) {
      while (next < events.size() && events.get(next).tick() < cursor.tick()) {
        RunEvent event = events.get(next++);
        cursor.event(view(event));
        readers.forEach(reader -> reader.event(cursor, event));
        cursor.event(null);
      }
      readers.forEach(reader -> reader.state(cursor));
    }
    readers.forEach(reader -> reader.end(cursor));
  }

  /** An event as expressions see it. */
  static Map<String, Object> view(RunEvent event) {
    Map<String, Object> view = new java.util.HashMap<>(event.fields());
    view.put("kind", event.kind());
    view.put("text", event.text());
    view.put("lane", event.lane());
    view.put("seq", (long) event.seq());
    view.put("tick", (long) event.tick());
    return view;
  }
}
