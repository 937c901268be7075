package ringside.emulator.device;

import java.util.function.IntConsumer;
import ringside.emulator.memory.BusDevice;

/**
 * QEMU's isa-debug-exit at port 0xF4: writing {@code v} ends the run with exit status {@code v * 2
 * + 1}.
 */
public final class DebugExit implements BusDevice {
  private final IntConsumer exit;

  /**
   * @param exit receives the exit status
   */
  public DebugExit(IntConsumer exit) {
    this.exit = exit;
  }

  @Override
  public long read(int offset, int size) {
    return 0;
  }

  @Override
  public void write(int offset, int size, long value) {
    exit.accept((int) value << 1 | 1);
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public String name() {
    return "debug exit";
  }
}
