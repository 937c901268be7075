package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock of these tests ticks once a count, so that ticks are counts of the data sheet. */
class IntervalTimerTest {
  private long now;
  private final List<Long> edges = new ArrayList<>();
  private boolean level = true;
  private final IntervalTimer timer =
      new IntervalTimer(
          new VirtualClock() {
            @Override
            public long now() {
              return now;
            }

            @Override
            public long frequency() {
              return IntervalTimer.FREQUENCY;
            }
          },
          high -> {
            if (high && !level) {
              edges.add(now);
            }
            level = high;
          });

  /** Control word, reload value, and when OUT of counter 0 rises. */
  @ParameterizedTest
  @CsvSource({
    "0x30, 10, '10'",
    "0x34, 10, '10 20 30 40'",
    "0x36, 10, '10 20 30 40'",
    "0x36, 7, '7 14 21 28 35 42'",
  })
  void outputRisesWhenTheModeSays(String control, int reload, String expected) {
    timer.write(3, 1, Integer.decode(control));
    timer.write(0, 1, reload & 0xFF);
    timer.write(0, 1, reload >>> 8);
    edges.clear();
    while (timer.nextEvent() <= 45) {
      now = timer.nextEvent();
      timer.update();
    }
    assertThat(edges).map(String::valueOf).containsExactly(expected.split(" "));
  }

  @Test
  void aLatchedCountStaysUntilItIsRead() {
    timer.write(3, 1, 0x34);
    timer.write(0, 1, 0x00);
    timer.write(0, 1, 0x10);
    now = 0x123;
    timer.write(3, 1, 0x00);
    now = 0x800;
    assertThat(timer.read(0, 1) | timer.read(0, 1) << 8).isEqualTo(0x1000 - 0x123);
    assertThat(timer.read(0, 1) | timer.read(0, 1) << 8).isEqualTo(0x1000 - 0x800);
  }

  @Test
  void counterTwoCountsOnlyWithItsGateHigh() {
    timer.write(3, 1, 0xB0);
    timer.write(2, 1, 100);
    timer.write(2, 1, 0);
    now = 500;
    assertThat(timer.systemControl().read(0, 1) & 0x20).isZero();
    timer.systemControl().write(0, 1, 1);
    now = 599;
    assertThat(timer.systemControl().read(0, 1) & 0x20).isZero();
    now = 600;
    assertThat(timer.systemControl().read(0, 1) & 0x20).isEqualTo(0x20);
  }
}
