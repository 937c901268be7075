package ringside.emulator.cpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Compiled code by the page that it was made from. Dropping it is all that unloading takes: nothing
 * else refers to a generated class.
 */
final class CompiledPages {
  /** More pieces than this, and all are dropped: a bound on what a guest can make us hold. */
  static final int MAXIMUM = 1 << 11;

  /** A page whose code was overwritten so often is left to the interpreter. */
  private static final int MAXIMUM_CHANGES = 4;

  private final PhysicalMemory memory;
  private final Map<Long, List<CompiledCode>> pages = new HashMap<>();
  private final Map<Long, Integer> changes = new HashMap<>();
  private int size;

  CompiledPages(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Whether the next piece is one too many. */
  boolean isFull() {
    return size == MAXIMUM;
  }

  void add(long page, CompiledCode code) {
    if (isFull()) {
      clear();
    }
    size++;
    pages.computeIfAbsent(page, _ -> new ArrayList<>()).add(code);
    mark(page, code);
  }

  private void mark(long page, CompiledCode code) {
    BitSet bytes = code.bytes();
    int end;
    for (int start = bytes.nextSetBit(0); start >= 0; start = bytes.nextSetBit(end)) {
      end = bytes.nextClearBit(start);
      memory.markCode(page, start, end - start);
    }
  }

  boolean keepsChanging(long page) {
    return changes.getOrDefault(page, 0) >= MAXIMUM_CHANGES;
  }

  /** Drops the code that was made from any of these bytes, and marks the rest of the page anew. */
  void invalidate(long page, int offset, int length) {
    @Nullable List<CompiledCode> list = pages.get(page);
    if (list == null) {
      return;
    }
    List<CompiledCode> kept = new ArrayList<>();
    for (CompiledCode code : list) {
      if (code.isMadeFrom(offset, length)) {
        code.invalidate();
        size--;
      } else {
        kept.add(code);
        mark(page, code);
      }
    }
    if (kept.size() < list.size()) {
      if (changes.size() == MAXIMUM) {
        changes.clear();
      }
      changes.merge(page, 1, Integer::sum);
    }
    if (kept.isEmpty()) {
      pages.remove(page);
    } else {
      pages.put(page, kept);
    }
  }

  void clear() {
    pages.values().forEach(list -> list.forEach(CompiledCode::invalidate));
    pages.clear();
    changes.clear();
    size = 0;
  }
}
