package ringside.emulator.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.bits.Bits;

/**
 * The 65,536 I/O ports (SDM, "I/O Port Addressing"). A port without a device reads as all ones and
 * ignores writes.
 */
public final class IoAddressSpace {
  private final List<Region> regions = new ArrayList<>();

  /** Puts {@code device} at {@code count} ports from {@code first} on. */
  public void attach(int first, int count, BusDevice device) {
    Region region = new Region(first, first + count - 1, device);
    for (Region other : regions) {
      if (region.overlaps(other)) {
        throw new IllegalArgumentException(
            device.name() + " and " + other.device().name() + " share ports");
      }
    }
    regions.add(region);
  }

  /** Reads 1, 2 or 4 bytes; an access that leaves a device's ports is split into bytes. */
  public long in(int port, int size) {
    Region region = regionAt(port);
    if (region != null && region.contains(port + size - 1)) {
      return region.read(port, size);
    }
    if (size == 1) {
      return 0xFF;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= in(port + i & 0xFFFF, 1) << i * 8;
    }
    return value;
  }

  /** Writes 1, 2 or 4 bytes. */
  public void out(int port, int size, long value) {
    Region region = regionAt(port);
    if (region != null && region.contains(port + size - 1)) {
      region.write(port, size, value);
    } else if (size > 1) {
      for (int i = 0; i < size; i++) {
        out(port + i & 0xFFFF, 1, Bits.zeroExtend(value >>> i * 8, 1));
      }
    }
  }

  private @Nullable Region regionAt(int port) {
    for (Region region : regions) {
      if (region.contains(port)) {
        return region;
      }
    }
    return null;
  }
}
