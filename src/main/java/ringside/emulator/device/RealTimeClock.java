package ringside.emulator.device;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * The MC146818 real-time clock and the CMOS memory behind ports 0x70 and 0x71 (Motorola MC146818
 * data sheet). The time of day is a date that the machine was given plus virtual time.
 */
public final class RealTimeClock implements BusDevice, TimedDevice, Stateful<RealTimeClock.State> {
  private static final int SECONDS = 0;
  private static final int MINUTES = 2;
  private static final int HOURS = 4;
  private static final int DAY_OF_WEEK = 6;
  private static final int DAY = 7;
  private static final int MONTH = 8;
  private static final int YEAR = 9;
  private static final int STATUS_A = 0x0A;
  private static final int STATUS_B = 0x0B;
  private static final int STATUS_C = 0x0C;
  private static final int STATUS_D = 0x0D;
  private static final int CENTURY = 0x32;

  private static final int A_UPDATE_IN_PROGRESS = 1 << 7;
  private static final int B_24_HOURS = 1 << 1;
  private static final int B_BINARY = 1 << 2;
  private static final int B_UPDATE_INTERRUPT = 1 << 4;
  private static final int B_ALARM_INTERRUPT = 1 << 5;
  private static final int B_PERIODIC_INTERRUPT = 1 << 6;
  private static final int C_UPDATE = 1 << 4;
  private static final int C_ALARM = 1 << 5;
  private static final int C_PERIODIC = 1 << 6;
  private static final int C_REQUEST = 1 << 7;
  private static final int D_VALID = 1 << 7;

  /** The crystal, before the divider. */
  private static final long CRYSTAL = 32_768;

  private static final int MICROSECONDS_BEFORE_UPDATE = 244;

  /** CMOS bytes, the selected one, and up to which tick interrupts were delivered. */
  public record State(List<Byte> cmos, int index, long offsetSeconds, long delivered) {}

  private final VirtualClock clock;
  private final InterruptLine line;
  private final byte[] cmos = new byte[128];
  private int index;
  private long offsetSeconds;
  private long delivered;

  /**
   * @param epochSecond the date and time at tick 0, seconds since 1970 in UTC
   */
  public RealTimeClock(VirtualClock clock, InterruptLine line, long epochSecond) {
    this.clock = clock;
    this.line = line;
    offsetSeconds = epochSecond;
    cmos[STATUS_A] = 0x26;
    cmos[STATUS_B] = B_24_HOURS;
  }

  /** Puts a byte into CMOS memory: what a PC's set-up program would have left there. */
  public void store(int address, int value) {
    cmos[address] = (byte) value;
  }

  private LocalDateTime time() {
    long seconds = offsetSeconds + clock.now() / clock.frequency();
    return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
  }

  @Override
  public long read(int offset, int size) {
    return offset == 0 ? 0xFF : readCmos();
  }

  private int readCmos() {
    return switch (index) {
      case SECONDS -> encode(time().getSecond());
      case MINUTES -> encode(time().getMinute());
      case HOURS -> encodeHour(time().getHour());
      case DAY_OF_WEEK -> time().getDayOfWeek().getValue() % 7 + 1;
      case DAY -> encode(time().getDayOfMonth());
      case MONTH -> encode(time().getMonthValue());
      case YEAR -> encode(time().getYear() % 100);
      case CENTURY -> encode(time().getYear() / 100);
      case STATUS_A -> cmos[STATUS_A] & 0x7F | (updateInProgress() ? A_UPDATE_IN_PROGRESS : 0);
      case STATUS_C -> readStatusC();
      case STATUS_D -> D_VALID;
      default -> cmos[index] & 0xFF;
    };
  }

  private boolean updateInProgress() {
    long left = clock.frequency() - clock.now() % clock.frequency();
    return left * 1_000_000 <= clock.frequency() * MICROSECONDS_BEFORE_UPDATE;
  }

  /** Reading register C acknowledges the interrupt. */
  private int readStatusC() {
    update();
    int value = cmos[STATUS_C] & 0xFF;
    cmos[STATUS_C] = 0;
    line.set(false);
    return value;
  }

  private int encode(int value) {
    return (cmos[STATUS_B] & B_BINARY) != 0 ? value : value / 10 << 4 | value % 10;
  }

  private int encodeHour(int hour) {
    if ((cmos[STATUS_B] & B_24_HOURS) != 0) {
      return encode(hour);
    }
    int twelve = hour % 12 == 0 ? 12 : hour % 12;
    return encode(twelve) | (hour >= 12 ? 0x80 : 0);
  }

  private int decode(int value) {
    return (cmos[STATUS_B] & B_BINARY) != 0 ? value : (value >>> 4) * 10 + (value & 0xF);
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value;
    if (offset == 0) {
      index = v & 0x7F; // bit 7 masks NMI, which nothing here raises
      return;
    }
    switch (index) {
      case SECONDS -> set(time().withSecond(clamp(v, 0, 59)));
      case MINUTES -> set(time().withMinute(clamp(v, 0, 59)));
      case HOURS -> set(time().withHour(clamp(v, 0, 23)));
      case DAY -> set(time().withDayOfMonth(clamp(v, 1, time().toLocalDate().lengthOfMonth())));
      case MONTH -> set(time().withMonth(clamp(v, 1, 12)));
      case YEAR -> set(time().withYear(time().getYear() / 100 * 100 + clamp(v, 0, 99)));
      case CENTURY -> set(time().withYear(clamp(v, 19, 99) * 100 + time().getYear() % 100));
      case STATUS_C, STATUS_D -> {
        // read-only
      }
      default -> cmos[index] = (byte) v;
    }
    delivered = clock.now();
  }

  private int clamp(int value, int least, int most) {
    return Math.clamp(decode(value), least, most);
  }

  private void set(LocalDateTime wanted) {
    offsetSeconds = wanted.toEpochSecond(ZoneOffset.UTC) - clock.now() / clock.frequency();
  }

  // ---- interrupts ------------------------------------------------------------------------------

  /** Ticks between periodic interrupts, or {@link TimedDevice#NEVER} (data sheet, "Periodic"). */
  private long period() {
    int rate = cmos[STATUS_A] & 0xF;
    if ((cmos[STATUS_B] & B_PERIODIC_INTERRUPT) == 0 || rate == 0) {
      return NEVER;
    }
    int shift = rate < 3 ? rate + 6 : rate - 1;
    return Math.max(1, (clock.frequency() << shift) / CRYSTAL);
  }

  @Override
  public long nextEvent() {
    long next = NEVER;
    long period = period();
    if (period != NEVER) {
      next = (delivered / period + 1) * period;
    }
    if ((cmos[STATUS_B] & (B_UPDATE_INTERRUPT | B_ALARM_INTERRUPT)) != 0) {
      next = Math.min(next, (delivered / clock.frequency() + 1) * clock.frequency());
    }
    return next;
  }

  @Override
  public void update() {
    long now = clock.now();
    int happened = 0;
    long period = period();
    if (period != NEVER && now / period != delivered / period) {
      happened |= C_PERIODIC;
    }
    if (now / clock.frequency() != delivered / clock.frequency()) {
      happened |= C_UPDATE | (alarmMatches() ? C_ALARM : 0);
    }
    delivered = now;
    cmos[STATUS_C] |= (byte) happened;
    if ((cmos[STATUS_C] & cmos[STATUS_B] & (C_PERIODIC | C_UPDATE | C_ALARM)) != 0) {
      cmos[STATUS_C] |= (byte) C_REQUEST;
      line.set(true);
    }
  }

  private boolean alarmMatches() {
    LocalDateTime now = time();
    return matches(cmos[SECONDS + 1], encode(now.getSecond()))
        && matches(cmos[MINUTES + 1], encode(now.getMinute()))
        && matches(cmos[HOURS + 1], encodeHour(now.getHour()));
  }

  /** An alarm byte with both top bits set matches anything. */
  private static boolean matches(byte alarm, int value) {
    return (alarm & 0xC0) == 0xC0 || (alarm & 0xFF) == value;
  }

  @Override
  public State save() {
    List<Byte> bytes = new ArrayList<>();
    for (byte each : cmos) {
      bytes.add(each);
    }
    return new State(List.copyOf(bytes), index, offsetSeconds, delivered);
  }

  @Override
  public void restore(State state) {
    for (int i = 0; i < cmos.length; i++) {
      cmos[i] = state.cmos.get(i);
    }
    index = state.index;
    offsetSeconds = state.offsetSeconds;
    delivered = state.delivered;
  }

  @Override
  public String name() {
    return "RTC";
  }
}
