package ringside.emulator.cpu;

/** What drives the processor's INTR pin: an interrupt controller. */
public interface InterruptSource {
  /** Whether INTR is asserted. */
  boolean pending();

  /** The interrupt-acknowledge cycle; the vector. */
  int acknowledge();

  /** Name of the device whose interrupt was acknowledged last. */
  String acknowledgedDevice();

  /** An end of interrupt that the processor itself signals to a local APIC; others ignore it. */
  default void endOfInterrupt() {}

  /** Nothing is connected. */
  InterruptSource NONE =
      new InterruptSource() {
        @Override
        public boolean pending() {
          return false;
        }

        @Override
        public int acknowledge() {
          throw new IllegalStateException("nothing to acknowledge");
        }

        @Override
        public String acknowledgedDevice() {
          throw new IllegalStateException("nothing was acknowledged");
        }
      };
}
