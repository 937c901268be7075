package ringside.emulator.device;

/**
 * The timer of a local APIC (Intel SDM, "APIC Timer"): one-shot, periodic, or armed by a value of
 * the time-stamp counter. It counts ticks, divided. Nothing is counted: the count follows from when
 * it was loaded.
 */
final class ApicTimer implements Stateful<ApicTimer.State> {
  static final int ONE_SHOT = 0;
  static final int PERIODIC = 1;
  static final int TSC_DEADLINE = 2;

  /**
   * Every register.
   *
   * @param loadedAt tick at which counting began
   * @param due tick of the next interrupt, {@link TimedDevice#NEVER} when stopped
   * @param deadline IA32_TSC_DEADLINE; 0 when not armed
   */
  record State(int mode, int divide, long initial, long loadedAt, long due, long deadline) {}

  private final VirtualClock clock;
  private int mode;
  private int divide;
  private long initial;
  private long loadedAt;
  private long due = TimedDevice.NEVER;
  private long deadline;

  ApicTimer(VirtualClock clock) {
    this.clock = clock;
  }

  void reset() {
    restore(new State(ONE_SHOT, 0, 0, 0, TimedDevice.NEVER, 0));
  }

  long due() {
    return due;
  }

  /** Bits 18:17 of the LVT entry; a change between deadline and counting stops the timer. */
  void setMode(int newMode) {
    if ((mode == TSC_DEADLINE) != (newMode == TSC_DEADLINE)) {
      due = TimedDevice.NEVER;
      initial = 0;
      deadline = 0;
    }
    mode = newMode;
  }

  /** The divide configuration register. */
  int divide() {
    return divide;
  }

  void setDivide(int value) {
    long left = current();
    divide = value & 0xB;
    if (due != TimedDevice.NEVER && mode != TSC_DEADLINE) {
      loadedAt = clock.now() - (initial - left) * divisor();
      due = clock.now() + left * divisor();
    }
  }

  /** Bits 3, 1 and 0 are the power of two, 7 being none. */
  private long divisor() {
    int power = (divide >>> 1 & 4 | divide & 3) + 1 & 7;
    return 1L << power;
  }

  long initial() {
    return initial;
  }

  void load(long count) {
    if (mode == TSC_DEADLINE) {
      return;
    }
    initial = count;
    loadedAt = clock.now();
    due = count == 0 ? TimedDevice.NEVER : loadedAt + count * divisor();
  }

  long current() {
    if (due == TimedDevice.NEVER || mode == TSC_DEADLINE) {
      return 0;
    }
    long elapsed = (clock.now() - loadedAt) / divisor();
    return mode == PERIODIC ? initial - elapsed % initial : Math.max(0, initial - elapsed);
  }

  long deadline() {
    return deadline;
  }

  /**
   * Arms the timer.
   *
   * @param value of the time-stamp counter; 0 disarms
   * @param tick at which the counter will have it
   */
  void setDeadline(long value, long tick) {
    if (mode == TSC_DEADLINE) {
      deadline = value;
      due = value == 0 ? TimedDevice.NEVER : Math.max(tick, clock.now());
    }
  }

  /** Whether the timer has come to its end since the last call. */
  boolean expire() {
    long now = clock.now();
    if (due > now) {
      return false;
    }
    if (mode == PERIODIC) {
      long period = initial * divisor();
      due += ((now - due) / period + 1) * period;
      loadedAt = due - period;
    } else {
      due = TimedDevice.NEVER;
      deadline = 0;
    }
    return true;
  }

  @Override
  public State save() {
    return new State(mode, divide, initial, loadedAt, due, deadline);
  }

  @Override
  public void restore(State state) {
    mode = state.mode;
    divide = state.divide;
    initial = state.initial;
    loadedAt = state.loadedAt;
    due = state.due;
    deadline = state.deadline;
  }
}
