package ringside.emulator.device;

/** A wire from a device to an interrupt controller. */
@FunctionalInterface
public interface InterruptLine {
  /** Drives the wire high or low; driving it as it is changes nothing. */
  void set(boolean high);

  /** A wire that ends nowhere. */
  InterruptLine NOWHERE = high -> {};
}
