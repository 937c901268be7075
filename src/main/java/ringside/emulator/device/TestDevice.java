package ringside.emulator.device;

import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * QEMU's pc-testdev, by which test kernels provoke what real devices do: a latch and two registers
 * without effect at ports E0h to EBh, a port for each interrupt line from 2000h on, and 64 KiB of
 * memory that is a device.
 */
public final class TestDevice implements BusDevice, Stateful<TestDevice.State> {
  /** Where a PC has the latch; the ports behind it flush pages that emulators cache. */
  public static final int PORTS = 0xE0;

  public static final int PORT_COUNT = 9;

  /** Where a PC has the ports of the interrupt lines. */
  public static final int LINE_PORTS = 0x2000;

  /** Where a PC has the memory. */
  public static final long MEMORY = 0xFF00_0000L;

  public static final int MEMORY_SIZE = 64 << 10;

  private static final int LATCH_SIZE = 4;

  /** The latch, and the memory. */
  public record State(int latch, Memory memory) {}

  /** The bytes of the memory, which nobody writes any more. */
  public static final class Memory {
    private final byte[] bytes;

    private Memory(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private int latch;
  private byte[] bytes = new byte[MEMORY_SIZE];
  private boolean shared;

  @Override
  public long read(int offset, int size) {
    return offset < LATCH_SIZE ? latch >>> 8 * offset : 0;
  }

  @Override
  public void write(int offset, int size, long value) {
    if (offset < LATCH_SIZE) {
      int mask = (int) (-1L >>> 64 - 8 * size) << 8 * offset;
      latch = latch & ~mask | (int) value << 8 * offset & mask;
    }
  }

  @Override
  public int width() {
    return 4;
  }

  /** The ports that raise and lower {@code lines}: one each. */
  public BusDevice lines(List<InterruptLine> lines) {
    return new Lines(lines);
  }

  /** The memory. */
  public BusDevice memory() {
    return new Window();
  }

  @Override
  public State save() {
    shared = true;
    return new State(latch, new Memory(bytes));
  }

  @Override
  public void restore(State state) {
    latch = state.latch;
    bytes = state.memory.bytes;
    shared = true;
  }

  @Override
  public String name() {
    return "test device";
  }

  private record Lines(List<InterruptLine> lines) implements BusDevice {
    @Override
    public long read(int offset, int size) {
      return 0;
    }

    @Override
    public void write(int offset, int size, long value) {
      lines.get(offset).set(value != 0);
    }

    @Override
    public String name() {
      return "test device";
    }
  }

  private final class Window implements BusDevice {
    @Override
    public long read(int offset, int size) {
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= (bytes[offset + i] & 0xFFL) << 8 * i;
      }
      return value;
    }

    @Override
    public void write(int offset, int size, long value) {
      if (shared) {
        bytes = bytes.clone();
        shared = false;
      }
      for (int i = 0; i < size; i++) {
        bytes[offset + i] = (byte) (value >>> 8 * i);
      }
    }

    @Override
    public int width() {
      return 8;
    }

    @Override
    public String name() {
      return "test device";
    }
  }
}
