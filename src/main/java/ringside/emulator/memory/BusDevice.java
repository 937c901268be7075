package ringside.emulator.memory;

/**
 * What a device shows to a bus: registers at offsets. It sees neither the processor nor the address
 * that it was mapped at.
 */
public interface BusDevice {
  /**
   * Reads a register.
   *
   * @param offset from the start of the device's region
   * @param size 1 to {@link #width} bytes
   * @return zero-extended
   */
  long read(int offset, int size);

  /** Writes a register; parameters as for {@link #read}. */
  void write(int offset, int size, long value);

  /** The widest access that the device takes; the bus splits wider ones. */
  default int width() {
    return 1;
  }

  /** The name that events carry. */
  String name();
}
