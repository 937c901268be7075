package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Behaviour named in the MC146818 data sheet, on a clock of 32,768 ticks a second. */
class RealTimeClockTest {
  /** 2026-11-23 23:59:58 UTC, a Monday. */
  private static final long EPOCH = 1_795_478_398L;

  private long now;
  private boolean interrupt;
  private final RealTimeClock rtc =
      new RealTimeClock(
          new VirtualClock() {
            @Override
            public long now() {
              return now;
            }

            @Override
            public long frequency() {
              return 32_768;
            }
          },
          high -> interrupt = high,
          EPOCH);

  private long get(int index) {
    rtc.write(0, 1, index);
    return rtc.read(1, 1);
  }

  private void set(int index, int value) {
    rtc.write(0, 1, index);
    rtc.write(1, 1, value);
  }

  private String date() {
    return "%02x%02x-%02x-%02x %02x:%02x:%02x day %d"
        .formatted(get(0x32), get(9), get(8), get(7), get(4), get(2), get(0), get(6));
  }

  @Test
  void theDateRunsOnVirtualTime() {
    assertThat(date()).isEqualTo("2026-11-23 23:59:58 day 2");
    now = 2 * 32_768;
    assertThat(date()).isEqualTo("2026-11-24 00:00:00 day 3");
  }

  @Test
  void hoursFollowTheFormatBits() {
    set(0x0B, 0);
    assertThat(get(4)).isEqualTo(0x91);
    set(0x0B, 6);
    assertThat(get(4)).isEqualTo(23);
  }

  @Test
  void aDateThatIsSetStays() {
    set(9, 0x30);
    set(0, 0x10);
    assertThat(date()).isEqualTo("2030-11-23 23:59:10 day 7");
  }

  @Test
  void thePeriodicInterruptComesAtItsRate() {
    set(0x0A, 0x26);
    set(0x0B, 0x42);
    int interrupts = 0;
    while (rtc.nextEvent() <= 32_768) {
      now = rtc.nextEvent();
      rtc.update();
      assertThat(interrupt).isTrue();
      assertThat(get(0x0C) & 0xC0).isEqualTo(0xC0);
      interrupts++;
    }
    assertThat(interrupts).as("rate 6 is 1024 Hz").isEqualTo(1024);
  }
}
