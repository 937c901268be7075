package ringside.emulator.machine;

import java.util.Arrays;
import ringside.emulator.device.DirectMemory;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceSink;

/** Memory as devices reach it, watched. */
final class BusMaster implements DirectMemory {
  /** The most bytes that one report to the trace covers. */
  private static final int PIECE = 64;

  private final PhysicalMemory memory;
  private final Chipset.Host host;

  BusMaster(PhysicalMemory memory, Chipset.Host host) {
    this.memory = memory;
    this.host = host;
  }

  @Override
  public void read(long physical, byte[] into, int offset, int length) {
    System.arraycopy(memory.read(physical, length), 0, into, offset, length);
    TraceSink sink = host.trace();
    if (sink == null) {
      return;
    }
    for (int at = 0; at < length; at += PIECE) {
      int size = Math.min(PIECE, length - at);
      long value = memory.load(physical + at, Math.min(size, 8));
      sink.load(TraceSink.Access.DMA, physical + at, physical + at, size, value);
    }
  }

  @Override
  public void write(long physical, byte[] from, int offset, int length) {
    TraceSink sink = host.trace();
    if (sink == null) {
      memory.write(physical, Arrays.copyOfRange(from, offset, offset + length));
      return;
    }
    for (int at = 0; at < length; at += PIECE) {
      int size = Math.min(PIECE, length - at);
      long place = physical + at;
      long before = memory.load(place, Math.min(size, 8));
      memory.write(place, Arrays.copyOfRange(from, offset + at, offset + at + size));
      long after = memory.load(place, Math.min(size, 8));
      sink.store(TraceSink.Access.DMA, place, place, size, before, after);
    }
  }
}
