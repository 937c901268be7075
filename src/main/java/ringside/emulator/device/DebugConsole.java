package ringside.emulator.device;

import java.util.function.IntConsumer;
import ringside.emulator.memory.BusDevice;

/** Port 0xE9 of Bochs and QEMU: a byte written is a character on the host's console. */
public final class DebugConsole implements BusDevice {
  /** What a read returns, by which a guest finds out that the port is there. */
  private static final int PRESENT = 0xE9;

  private final IntConsumer output;

  /**
   * @param output receives each byte, 0 to 255
   */
  public DebugConsole(IntConsumer output) {
    this.output = output;
  }

  @Override
  public long read(int offset, int size) {
    return PRESENT;
  }

  @Override
  public void write(int offset, int size, long value) {
    output.accept((int) value);
  }

  @Override
  public String name() {
    return "debug console";
  }
}
