package ringside.emulator.device;

import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * The 8254 programmable interval timer of a PC (Intel 8254 data sheet): three counters at 1.193182
 * MHz. Counter 0 drives IRQ 0; counter 2 is gated and read through port 0x61.
 */
public final class IntervalTimer implements BusDevice, TimedDevice, Stateful<IntervalTimer.State> {
  /** Counts a second. */
  public static final long FREQUENCY = 1_193_182;

  private static final int CONTROL = 3;
  private static final int READ_BACK = 3;

  /** The three counters, and up to which count edges of counter 0 were delivered. */
  public record State(List<TimerCounter.State> counters, long delivered) {}

  private final VirtualClock clock;
  private final InterruptLine line;
  private final List<TimerCounter> counters =
      List.of(new TimerCounter(), new TimerCounter(), new TimerCounter());
  private final BusDevice systemControl = new SystemControl();
  private long delivered;

  public IntervalTimer(VirtualClock clock, InterruptLine line) {
    this.clock = clock;
    this.line = line;
    counters.get(2).setGate(false, 0);
  }

  /** Port 0x61: gate and output of counter 2, and the refresh toggle. */
  public BusDevice systemControl() {
    return systemControl;
  }

  /** Counts since the machine started; the product never overflows before 2^63 / 1.2e6 ticks. */
  private long counts() {
    long seconds = clock.now() / clock.frequency();
    long rest = clock.now() % clock.frequency();
    return seconds * FREQUENCY + rest * FREQUENCY / clock.frequency();
  }

  /** The first tick at which {@link #counts} is at least {@code count}. */
  private long tickOf(long count) {
    long seconds = count / FREQUENCY;
    long rest = count % FREQUENCY;
    return seconds * clock.frequency() + (rest * clock.frequency() + FREQUENCY - 1) / FREQUENCY;
  }

  @Override
  public long read(int offset, int size) {
    return offset == CONTROL ? 0xFF : counters.get(offset).read(counts());
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value;
    update();
    if (offset == CONTROL) {
      int select = v >>> 6;
      if (select == READ_BACK) {
        readBack(v);
      } else {
        counters.get(select).control(v, counts());
      }
    } else {
      counters.get(offset).write(v, counts());
    }
    line.set(counters.getFirst().output(counts()));
  }

  /** The read-back command latches counts and status of several counters at once. */
  private void readBack(int command) {
    for (int i = 0; i < counters.size(); i++) {
      if ((command & 2 << i) != 0) {
        if ((command & 1 << 4) == 0) {
          counters.get(i).latchStatus(counts());
        }
        if ((command & 1 << 5) == 0) {
          counters.get(i).latchCount(counts());
        }
      }
    }
  }

  @Override
  public long nextEvent() {
    long edge = counters.getFirst().nextRisingEdge(delivered);
    return edge == NEVER ? NEVER : tickOf(edge);
  }

  @Override
  public void update() {
    long now = counts();
    TimerCounter counter = counters.getFirst();
    if (counter.nextRisingEdge(delivered) <= now) {
      line.set(false);
      line.set(true);
    }
    delivered = now;
    line.set(counter.output(now));
  }

  @Override
  public State save() {
    return new State(counters.stream().map(TimerCounter::save).toList(), delivered);
  }

  @Override
  public void restore(State state) {
    for (int i = 0; i < counters.size(); i++) {
      counters.get(i).restore(state.counters.get(i));
    }
    delivered = state.delivered;
  }

  @Override
  public String name() {
    return "PIT";
  }

  private final class SystemControl implements BusDevice {
    private static final int GATE_2 = 1;
    private static final int SPEAKER = 1 << 1;
    private static final int REFRESH = 1 << 4;
    private static final int OUTPUT_2 = 1 << 5;

    /** Memory refresh toggled its bit every 15 microseconds: 18 counts. */
    private static final int REFRESH_COUNTS = 18;

    @Override
    public long read(int offset, int size) {
      TimerCounter counter = counters.get(2);
      long now = counts();
      return (counter.gate() ? GATE_2 : 0)
          | (counter.speaker() ? SPEAKER : 0)
          | (now / REFRESH_COUNTS % 2 != 0 ? REFRESH : 0)
          | (counter.output(now) ? OUTPUT_2 : 0);
    }

    @Override
    public void write(int offset, int size, long value) {
      counters.get(2).setGate((value & GATE_2) != 0, counts());
      counters.get(2).setSpeaker((value & SPEAKER) != 0);
    }

    @Override
    public String name() {
      return "system control port";
    }
  }
}
