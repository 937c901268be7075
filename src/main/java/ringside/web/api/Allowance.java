package ringside.web.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often one address may ask for what costs the node something. Each has a bucket that holds a
 * minute's worth and fills steadily, so a burst passes and a flood does not.
 */
final class Allowance {
  private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** Addresses that are remembered; one that was forgotten begins with a full bucket. */
  private static final int REMEMBERED = 10_000;

  private final int perMinute;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Bucket(double left, long at) {}

  Allowance(int perMinute, LongSupplier nanos) {
    this.perMinute = perMinute;
    this.nanos = nanos;
  }

  /** Takes one for an address; where none is left, the seconds until there is. */
  synchronized OptionalLong take(String address) {
    long now = nanos.getAsLong();
    var bucket = buckets.getOrDefault(address, new Bucket(perMinute, now));
    double filled = bucket.left() + (now - bucket.at()) / NANOS_PER_MINUTE * perMinute;
    double left = Math.min(perMinute, filled);
    if (left >= 1) {
      buckets.put(address, new Bucket(left - 1, now));
      return OptionalLong.empty();
    }
    buckets.put(address, new Bucket(left, now));
    return OptionalLong.of((long) Math.ceil((1 - left) * 60 / perMinute));
  }
}
