package ringside.cli;

import java.util.Map;
import java.util.TreeMap;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/** Counts events by kind, and looks at no single load or store. */
final class EventCounter implements TraceSink {
  private final Map<String, long[]> counts = new TreeMap<>();

  /** The counts so far, in order of the kinds' names. */
  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((kind, count) -> all.put(kind, count[0]));
    return all;
  }

  @Override
  public boolean watchesMemory() {
    return false;
  }

  @Override
  public void event(TraceEvent event) {
    counts.computeIfAbsent(event.kind(), _ -> new long[1])[0]++;
  }

  @Override
  public void store(Access access, long linear, long physical, int size, long before, long after) {
    // not counted
  }

  @Override
  public void load(Access access, long linear, long physical, int size, long value) {
    // not counted
  }
}
