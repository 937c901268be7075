package ringside.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private final AtomicLong now = new AtomicLong();
  private final Allowance allowance = new Allowance(6, now::get);

  @Test
  void burstPassesAndThenOneEveryTenSeconds() {
    for (int i = 0; i < 6; i++) {
      assertThat(allowance.take("a")).isEmpty();
    }
    assertThat(allowance.take("a")).hasValue(10);
    now.addAndGet(TimeUnit.SECONDS.toNanos(4));
    assertThat(allowance.take("a")).hasValue(6);
    now.addAndGet(TimeUnit.SECONDS.toNanos(6));
    assertThat(allowance.take("a")).isEmpty();
    assertThat(allowance.take("a")).isPresent();
  }

  @Test
  void bucketHoldsNoMoreThanAMinutesWorth() {
    now.addAndGet(TimeUnit.HOURS.toNanos(5));
    for (int i = 0; i < 6; i++) {
      assertThat(allowance.take("a")).isEmpty();
    }
    assertThat(allowance.take("a")).isPresent();
  }

  @Test
  void oneAddressTakesNothingFromAnother() {
    for (int i = 0; i < 7; i++) {
      allowance.take("a");
    }
    assertThat(allowance.take("b")).isEmpty();
  }
}
