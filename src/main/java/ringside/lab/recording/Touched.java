package ringside.lab.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/** Notes what one tick touched: its events, and the ranges that it stored to and loaded from. */
final class Touched implements TraceSink {
  private final List<TraceEvent> events = new ArrayList<>();
  private final TreeMap<Long, Integer> stores = new TreeMap<>();
  private final TreeMap<Long, Integer> loads = new TreeMap<>();

  @Override
  public void event(TraceEvent event) {
    events.add(event);
  }

  @Override
  public void store(Access access, long linear, long physical, int size, long before, long after) {
    merge(stores, physical, size);
  }

  @Override
  public void load(Access access, long linear, long physical, int size, long value) {
    merge(loads, physical, size);
  }

  /** Keeps ranges apart: one that touches or overlaps others becomes one range with them. */
  private static void merge(TreeMap<Long, Integer> ranges, long physical, int size) {
    long begin = physical;
    long end = physical + size;
    Map.Entry<Long, Integer> near = ranges.floorEntry(end);
    while (near != null && near.getKey() + near.getValue() >= begin) {
      begin = Math.min(begin, near.getKey());
      end = Math.max(end, near.getKey() + near.getValue());
      ranges.remove(near.getKey());
      near = ranges.floorEntry(end);
    }
    ranges.put(begin, (int) (end - begin));
  }

  List<TraceEvent> events() {
    return events;
  }

  /** Lengths by physical address, in order, without overlap. */
  Map<Long, Integer> stores() {
    return stores;
  }

  Map<Long, Integer> loads() {
    return loads;
  }

  void forget() {
    events.clear();
    stores.clear();
    loads.clear();
  }
}
