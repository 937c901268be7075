package ringside.emulator.device;

/** A device that does something when nobody touches it. */
public interface TimedDevice {
  /** No event is coming. */
  long NEVER = Long.MAX_VALUE;

  /** The tick at which {@link #update} should be called next, or {@link #NEVER}. */
  long nextEvent();

  /** Catches up with the clock: drives interrupt lines that should have changed by now. */
  void update();
}
