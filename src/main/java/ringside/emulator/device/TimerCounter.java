package ringside.emulator.device;

/**
 * One counter of the 8254. Nothing is counted: value and output follow from how long ago the count
 * was loaded.
 */
public final class TimerCounter implements Stateful<TimerCounter.State> {
  private static final int ACCESS_LATCH = 0;
  private static final int ACCESS_LOW = 1;
  private static final int ACCESS_HIGH = 2;

  /**
   * Every register.
   *
   * @param loadedAt the count of the input clock when counting began, or -1 before a load
   * @param stoppedAt elapsed counts when the gate went low, or -1 while it is high
   */
  public record State(
      int mode,
      int access,
      boolean bcd,
      int reload,
      int lowByte,
      boolean highNext,
      boolean readHighNext,
      int latchedCount,
      int latchedStatus,
      boolean gate,
      boolean speaker,
      long loadedAt,
      long stoppedAt) {}

  private int mode;
  private int access = ACCESS_LOW | ACCESS_HIGH;
  private boolean bcd;
  private int reload = 0x10000;
  private int lowByte;
  private boolean highNext;
  private boolean readHighNext;
  private int latchedCount = -1;
  private int latchedStatus = -1;
  private boolean gate = true;
  private boolean speaker;
  private long loadedAt = -1;
  private long stoppedAt = -1;

  /** A control word for this counter: a mode, or the counter-latch command. */
  void control(int word, long now) {
    int newAccess = word >>> 4 & 3;
    if (newAccess == ACCESS_LATCH) {
      latchCount(now);
      return;
    }
    access = newAccess;
    mode = word >>> 1 & 7;
    if (mode > 5) {
      mode -= 4;
    }
    bcd = (word & 1) != 0;
    highNext = false;
    readHighNext = false;
    latchedCount = -1;
    latchedStatus = -1;
    loadedAt = -1;
    stoppedAt = -1;
  }

  void write(int value, long now) {
    switch (access) {
      case ACCESS_LOW -> load(value, now);
      case ACCESS_HIGH -> load(value << 8, now);
      default -> {
        if (highNext) {
          load(lowByte | value << 8, now);
        } else {
          lowByte = value;
        }
        highNext = !highNext;
      }
    }
  }

  private void load(int value, long now) {
    int count = bcd ? fromBcd(value) : value;
    reload = count != 0 ? count : bcd ? 10_000 : 0x10000;
    loadedAt = now;
    stoppedAt = gate || retriggers() ? -1 : 0;
    if (retriggers()) {
      loadedAt = -1; // modes 1 and 5 start at the gate's edge
    }
  }

  private boolean retriggers() {
    return mode == 1 || mode == 5;
  }

  void setGate(boolean high, long now) {
    if (high == gate) {
      return;
    }
    gate = high;
    if (high && (retriggers() || mode == 2 || mode == 3)) {
      loadedAt = now;
      stoppedAt = -1;
    } else if (high && loadedAt >= 0) {
      loadedAt = now - Math.max(stoppedAt, 0);
      stoppedAt = -1;
    } else if (!high && loadedAt >= 0 && !retriggers()) {
      stoppedAt = now - loadedAt;
    }
  }

  private long elapsed(long now) {
    return stoppedAt >= 0 ? stoppedAt : now - loadedAt;
  }

  /** Level of the OUT pin. */
  boolean output(long now) {
    if (loadedAt < 0) {
      return mode != 0;
    }
    long elapsed = elapsed(now);
    return switch (mode) {
      case 0, 1 -> elapsed >= reload;
      case 2 -> stoppedAt >= 0 || elapsed % reload != reload - 1;
      case 3 -> stoppedAt >= 0 || elapsed % reload < (reload + 1) / 2;
      default -> elapsed != reload;
    };
  }

  /** The next count after {@code after} at which OUT goes high. */
  long nextRisingEdge(long after) {
    if (loadedAt < 0 || stoppedAt >= 0) {
      return TimedDevice.NEVER;
    }
    long elapsed = after - loadedAt;
    return switch (mode) {
      case 2, 3 -> loadedAt + (Math.max(elapsed, 0) / reload + 1) * reload;
      case 0, 1 -> elapsed < reload ? loadedAt + reload : TimedDevice.NEVER;
      default -> elapsed < reload + 1L ? loadedAt + reload + 1 : TimedDevice.NEVER;
    };
  }

  private int count(long now) {
    if (loadedAt < 0) {
      return 0;
    }
    long elapsed = elapsed(now);
    int modulus = bcd ? 10_000 : 0x10000;
    long value =
        switch (mode) {
          case 2 -> reload - elapsed % reload;
          case 3 -> reload - 2 * elapsed % reload & ~1L;
          default -> Math.floorMod(reload - elapsed, (long) modulus);
        };
    int binary = (int) (value % modulus);
    return bcd ? toBcd(binary) : binary;
  }

  void latchCount(long now) {
    if (latchedCount < 0) {
      latchedCount = count(now);
    }
  }

  void latchStatus(long now) {
    if (latchedStatus < 0) {
      latchedStatus =
          (output(now) ? 1 << 7 : 0)
              | (loadedAt < 0 ? 1 << 6 : 0)
              | access << 4
              | mode << 1
              | (bcd ? 1 : 0);
    }
  }

  int read(long now) {
    if (latchedStatus >= 0) {
      int status = latchedStatus;
      latchedStatus = -1;
      return status;
    }
    int count = latchedCount >= 0 ? latchedCount : count(now);
    boolean both = access == (ACCESS_LOW | ACCESS_HIGH);
    boolean high = both ? readHighNext : access == ACCESS_HIGH;
    if (both) {
      readHighNext = !readHighNext;
    }
    if (!both || high) {
      latchedCount = -1;
    }
    return high ? count >>> 8 & 0xFF : count & 0xFF;
  }

  boolean gate() {
    return gate;
  }

  boolean speaker() {
    return speaker;
  }

  void setSpeaker(boolean on) {
    speaker = on;
  }

  private static int fromBcd(int value) {
    int binary = 0;
    for (int shift = 12; shift >= 0; shift -= 4) {
      binary = binary * 10 + (value >>> shift & 0xF);
    }
    return binary;
  }

  private static int toBcd(int binary) {
    int value = 0;
    for (int shift = 0; shift < 16; shift += 4) {
      value |= binary % 10 << shift;
      binary /= 10;
    }
    return value;
  }

  @Override
  public State save() {
    return new State(
        mode,
        access,
        bcd,
        reload,
        lowByte,
        highNext,
        readHighNext,
        latchedCount,
        latchedStatus,
        gate,
        speaker,
        loadedAt,
        stoppedAt);
  }

  @Override
  public void restore(State state) {
    mode = state.mode;
    access = state.access;
    bcd = state.bcd;
    reload = state.reload;
    lowByte = state.lowByte;
    highNext = state.highNext;
    readHighNext = state.readHighNext;
    latchedCount = state.latchedCount;
    latchedStatus = state.latchedStatus;
    gate = state.gate;
    speaker = state.speaker;
    loadedAt = state.loadedAt;
    stoppedAt = state.stoppedAt;
  }
}
