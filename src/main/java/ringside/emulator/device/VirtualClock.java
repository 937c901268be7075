package ringside.emulator.device;

/** The only time that a device knows. */
public interface VirtualClock {
  /** Ticks since the machine started. */
  long now();

  /** Ticks in a second of guest time. */
  long frequency();
}
