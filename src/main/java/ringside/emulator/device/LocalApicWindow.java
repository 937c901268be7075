package ringside.emulator.device;

import ringside.emulator.memory.BusDevice;

/** The registers of a local APIC in memory: 4 KiB, a 32-bit register every 16 bytes. */
public final class LocalApicWindow implements BusDevice {
  private final LocalApic apic;

  public LocalApicWindow(LocalApic apic) {
    this.apic = apic;
  }

  /** Whether the bus reaches the registers: not when the APIC is off or in x2APIC mode. */
  private boolean open() {
    return apic.enabled() && !apic.x2apic();
  }

  @Override
  public long read(int offset, int size) {
    if (!open()) {
      return 0xFFFF_FFFFL;
    }
    int number = offset >>> 4;
    if (!exists(number)) {
      apic.error(LocalApic.ERROR_REGISTER);
      return 0;
    }
    return apic.register(number) >>> (offset & 3) * 8;
  }

  @Override
  public void write(int offset, int size, long value) {
    if (!open() || (offset & 15) != 0 || size != 4) {
      return;
    }
    int number = offset >>> 4;
    if (!exists(number)) {
      apic.error(LocalApic.ERROR_REGISTER);
      return;
    }
    apic.setRegister(number, value);
  }

  private static boolean exists(int number) {
    return number == 2
        || number == 3
        || number >= 8 && number <= LocalApic.ERROR_STATUS
        || number >= LocalApic.COMMAND && number <= LocalApic.CURRENT_COUNT
        || number == LocalApic.DIVIDE;
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public String name() {
    return "local APIC";
  }
}
