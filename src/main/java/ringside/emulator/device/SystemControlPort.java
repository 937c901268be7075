package ringside.emulator.device;

import ringside.emulator.memory.BusDevice;

/**
 * System control port A of a PS/2, port 92h: the gate of address line 20, and a fast reset. The
 * gate remembers what is written; the line itself is always open, as on processors without A20M#.
 */
public final class SystemControlPort implements BusDevice, Stateful<SystemControlPort.State> {
  private static final int RESET = 1;
  private static final int A20 = 1 << 1;

  /** The gate. */
  public record State(int value) {}

  private final Runnable reset;
  private int value = A20;

  /**
   * @param reset called when software resets the processor
   */
  public SystemControlPort(Runnable reset) {
    this.reset = reset;
  }

  @Override
  public long read(int offset, int size) {
    return value;
  }

  @Override
  public void write(int offset, int size, long written) {
    value = (int) written & A20;
    if ((written & RESET) != 0) {
      reset.run();
    }
  }

  @Override
  public State save() {
    return new State(value);
  }

  @Override
  public void restore(State state) {
    value = state.value;
  }

  @Override
  public String name() {
    return "system control port A";
  }
}
