package ringside.emulator.device;

import ringside.emulator.memory.BusDevice;

/**
 * The fixed hardware of ACPI (ACPI Specification, "ACPI Hardware Specification"): event and control
 * registers, and the power-management timer. The machine is always in ACPI mode.
 */
public final class PowerManagement implements BusDevice, Stateful<PowerManagement.State> {
  /** Where a PC has the 16 ports. */
  public static final int PORTS = 0x600;

  /** Offsets of the register blocks that the FADT tells of. */
  public static final int EVENT = 0;

  public static final int CONTROL = 4;
  public static final int TIMER = 8;

  /** Counts a second of the power-management timer. */
  public static final long TIMER_FREQUENCY = 3_579_545;

  private static final int ENABLE = EVENT + 2;
  private static final int SCI_ENABLED = 1;
  private static final int SLEEP_ENABLE = 1 << 13;

  /** The registers that hold something. */
  public record State(int enable, int control) {}

  private final VirtualClock clock;
  private final Runnable powerOff;
  private int enable;
  private int control = SCI_ENABLED;

  /**
   * @param powerOff called when software enters the sleeping state S5
   */
  public PowerManagement(VirtualClock clock, Runnable powerOff) {
    this.clock = clock;
    this.powerOff = powerOff;
  }

  @Override
  public long read(int offset, int size) {
    return switch (offset) {
      case ENABLE -> enable;
      case CONTROL -> control;
      case TIMER -> timer() & 0xFF_FFFF;
      default -> 0;
    };
  }

  private long timer() {
    long seconds = clock.now() / clock.frequency();
    long rest = clock.now() % clock.frequency();
    return seconds * TIMER_FREQUENCY + rest * TIMER_FREQUENCY / clock.frequency();
  }

  @Override
  public void write(int offset, int size, long value) {
    if (offset == ENABLE) {
      enable = (int) value & 0xFFFF;
    } else if (offset == CONTROL) {
      control = (int) value & 0x1C00 | SCI_ENABLED;
      if ((value & SLEEP_ENABLE) != 0) {
        powerOff.run();
      }
    }
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public State save() {
    return new State(enable, control);
  }

  @Override
  public void restore(State state) {
    enable = state.enable;
    control = state.control;
  }

  @Override
  public String name() {
    return "ACPI";
  }
}
