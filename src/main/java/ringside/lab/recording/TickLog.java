package ringside.lab.recording;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What each tick changed, in columns: a tick costs its few changed values, not an object tree.
 *
 * <p>State slots keep the value before and after as one XOR, so that the same entry leads forwards
 * and backwards. Memory keeps both byte strings.
 */
final class TickLog {
  private final @Nullable TickLog base;
  private final int shared;

  private final Column steps = new Column();
  private final Column rips = new Column();
  private final Column codeEnds = new Column();
  private final Bytes code = new Bytes();

  private final Column setEnds = new Column();
  private final Column setSlots = new Column();
  private final Column setXors = new Column();

  private final Column storeEnds = new Column();
  private final Column storeAddresses = new Column();
  private final Column storeBytesEnds = new Column();
  private final Bytes storedBefore = new Bytes();
  private final Bytes storedAfter = new Bytes();

  private final Column loadEnds = new Column();
  private final Column loadAddresses = new Column();
  private final Column loadSizes = new Column();

  private final Column outputEnds = new Column();
  private final Bytes output = new Bytes();

  /** An empty log. */
  TickLog() {
    base = null;
    shared = 0;
  }

  private TickLog(TickLog base, int shared) {
    this.base = base;
    this.shared = shared;
  }

  /** A log that begins with the first ticks of this one and shares them. */
  TickLog prefix(int ticks) {
    return base != null && ticks <= shared ? base.prefix(ticks) : new TickLog(this, ticks);
  }

  /** Number of complete ticks. */
  int size() {
    return shared + steps.size();
  }

  /** Ends a tick: everything added since the last call belongs to it. */
  void endTick(Step step, long rip, byte[] instruction) {
    code.add(instruction, 0, instruction.length);
    codeEnds.add(code.size());
    rips.add(rip);
    setEnds.add(setSlots.size());
    storeEnds.add(storeAddresses.size());
    loadEnds.add(loadAddresses.size());
    outputEnds.add(output.size());
    steps.add(step.ordinal());
  }

  void set(int slot, long before, long after) {
    setSlots.add(slot);
    setXors.add(before ^ after);
  }

  void store(long physical, byte[] before, byte[] after) {
    storeAddresses.add(physical);
    storedBefore.add(before, 0, before.length);
    storedAfter.add(after, 0, after.length);
    storeBytesEnds.add(storedAfter.size());
  }

  void load(long physical, int size) {
    loadAddresses.add(physical);
    loadSizes.add(size);
  }

  void output(byte octet) {
    output.add(new byte[] {octet}, 0, 1);
  }

  /** Console bytes so far, those of the running tick included. */
  long outputSize() {
    return (base == null ? 0 : base.outputBefore(shared).length) + output.size();
  }

  private static final Step[] STEPS = Step.values();

  Step step(int tick) {
    if (base != null && tick < shared) {
      return base.step(tick);
    }
    int row = tick - shared;
    return STEPS[(int) steps.get(row)];
  }

  /** Linear address of the instruction; meaningless where {@link #code} is empty. */
  long rip(int tick) {
    if (base != null && tick < shared) {
      return base.rip(tick);
    }
    int row = tick - shared;
    return rips.get(row);
  }

  /** Bytes of the instruction; empty where the tick ran none. */
  byte[] code(int tick) {
    if (base != null && tick < shared) {
      return base.code(tick);
    }
    int row = tick - shared;
    return code.slice(begin(codeEnds, row), (int) codeEnds.get(row));
  }

  byte[] output(int tick) {
    if (base != null && tick < shared) {
      return base.output(tick);
    }
    int row = tick - shared;
    return output.slice(begin(outputEnds, row), (int) outputEnds.get(row));
  }

  /** Console output of all ticks before one. */
  byte[] outputBefore(int tick) {
    if (base == null) {
      return output.slice(0, begin(outputEnds, tick));
    }
    byte[] before = base.outputBefore(Math.min(tick, shared));
    byte[] own = output.slice(0, begin(outputEnds, Math.max(0, tick - shared)));
    byte[] all = Arrays.copyOf(before, before.length + own.length);
    System.arraycopy(own, 0, all, before.length, own.length);
    return all;
  }

  /** Receives a changed slot. */
  interface SetVisitor {
    void set(int slot, long xor);
  }

  void sets(int tick, SetVisitor visitor) {
    if (base != null && tick < shared) {
      base.sets(tick, visitor);
      return;
    }
    int row = tick - shared;
    for (int i = begin(setEnds, row); i < setEnds.get(row); i++) {
      visitor.set((int) setSlots.get(i), setXors.get(i));
    }
  }

  /** Receives stored bytes, in address order. */
  interface StoreVisitor {
    void store(long physical, byte[] before, byte[] after);
  }

  void stores(int tick, StoreVisitor visitor) {
    if (base != null && tick < shared) {
      base.stores(tick, visitor);
      return;
    }
    int row = tick - shared;
    for (int i = begin(storeEnds, row); i < storeEnds.get(row); i++) {
      int from = begin(storeBytesEnds, i);
      int to = (int) storeBytesEnds.get(i);
      visitor.store(
          storeAddresses.get(i), storedBefore.slice(from, to), storedAfter.slice(from, to));
    }
  }

  /** Receives a loaded range. */
  interface LoadVisitor {
    void load(long physical, int size);
  }

  void loads(int tick, LoadVisitor visitor) {
    if (base != null && tick < shared) {
      base.loads(tick, visitor);
      return;
    }
    int row = tick - shared;
    for (int i = begin(loadEnds, row); i < loadEnds.get(row); i++) {
      visitor.load(loadAddresses.get(i), (int) loadSizes.get(i));
    }
  }

  private static int begin(Column ends, int row) {
    return row == 0 ? 0 : (int) ends.get(row - 1);
  }

  /** Gives back what growing left unused. */
  void trim() {
    for (Column column :
        new Column[] {
          steps,
          rips,
          codeEnds,
          setEnds,
          setSlots,
          setXors,
          storeEnds,
          storeAddresses,
          storeBytesEnds,
          loadEnds,
          loadAddresses,
          loadSizes,
          outputEnds
        }) {
      column.trim();
    }
    for (Bytes bytes : new Bytes[] {code, storedBefore, storedAfter, output}) {
      bytes.trim();
    }
  }

  /** Adds everything that a tick did to a sum. */
  void sum(int tick, LongConsumer sum) {
    sum.accept(step(tick).ordinal());
    sum.accept(rip(tick));
    sum.accept(Arrays.hashCode(code(tick)));
    sets(
        tick,
        (slot, xor) -> {
          sum.accept(slot);
          sum.accept(xor);
        });
    stores(
        tick,
        (physical, before, after) -> {
          sum.accept(physical);
          sum.accept(Arrays.hashCode(before));
          sum.accept(Arrays.hashCode(after));
        });
    loads(
        tick,
        (physical, size) -> {
          sum.accept(physical);
          sum.accept(size);
        });
    sum.accept(Arrays.hashCode(output(tick)));
  }

  /** Whether a tick did the same in another log. */
  boolean sameTick(int tick, TickLog other) {
    long[] sums = new long[2];
    sum(tick, v -> sums[0] = 31 * sums[0] + v);
    other.sum(tick, v -> sums[1] = 31 * sums[1] + v);
    return sums[0] == sums[1];
  }

  /** Bytes of heap that the columns hold, shared ticks not counted. */
  long footprint() {
    long sum = 0;
    for (Column column :
        new Column[] {
          steps,
          rips,
          codeEnds,
          setEnds,
          setSlots,
          setXors,
          storeEnds,
          storeAddresses,
          storeBytesEnds,
          loadEnds,
          loadAddresses,
          loadSizes,
          outputEnds
        }) {
      sum += column.footprint();
    }
    for (Bytes bytes : new Bytes[] {code, storedBefore, storedAfter, output}) {
      sum += bytes.footprint();
    }
    return sum;
  }

  /** A growing list of numbers that stays narrow while all of them fit into 32 bits. */
  private static final class Column {
    private int[] narrow = new int[16];
    private long @Nullable [] wide;
    private int size;

    int size() {
      return size;
    }

    void add(long value) {
      if (wide == null && value != (int) value) {
        wide = new long[narrow.length];
        for (int i = 0; i < size; i++) {
          wide[i] = narrow[i];
        }
        narrow = new int[0];
      }
      if (wide != null) {
        if (size == wide.length) {
          wide = Arrays.copyOf(wide, grown(size));
        }
        wide[size++] = value;
      } else {
        if (size == narrow.length) {
          narrow = Arrays.copyOf(narrow, grown(size));
        }
        narrow[size++] = (int) value;
      }
    }

    long get(int index) {
      return wide != null ? wide[index] : narrow[index];
    }

    void trim() {
      if (wide != null) {
        wide = Arrays.copyOf(wide, size);
      } else {
        narrow = Arrays.copyOf(narrow, size);
      }
    }

    long footprint() {
      return wide != null ? 8L * wide.length : 4L * narrow.length;
    }
  }

  /** A growing string of bytes. */
  private static final class Bytes {
    private byte[] bytes = new byte[64];
    private int size;

    int size() {
      return size;
    }

    void add(byte[] source, int from, int length) {
      if (size + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + length, grown(bytes.length)));
      }
      System.arraycopy(source, from, bytes, size, length);
      size += length;
    }

    byte[] slice(int from, int to) {
      return Arrays.copyOfRange(bytes, from, to);
    }

    void trim() {
      bytes = Arrays.copyOf(bytes, size);
    }

    long footprint() {
      return bytes.length;
    }
  }

  private static int grown(int size) {
    return size + (size >> 1) + 16;
  }
}
