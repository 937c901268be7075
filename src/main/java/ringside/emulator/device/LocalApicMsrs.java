package ringside.emulator.device;

import java.util.OptionalLong;

/**
 * The registers of a local APIC in x2APIC mode: MSRs 800h to 8FFh (Intel SDM, "x2APIC Register
 * Availability", "Reserved Bit Checking").
 */
public final class LocalApicMsrs {
  /** Read-only bits of a local vector: delivery status, and remote IRR. They are not reserved. */
  private static final long STATUS = 1 << 12;

  private static final long REMOTE_IRR = 1 << 14;

  private final LocalApic apic;

  public LocalApicMsrs(LocalApic apic) {
    this.apic = apic;
  }

  /**
   * RDMSR of register {@code number}, 0 to 255.
   *
   * @return empty if there is no such register, or it cannot be read: #GP(0)
   */
  public OptionalLong read(int number) {
    boolean readable =
        switch (number) {
          case LocalApic.END_OF_INTERRUPT,
              LocalApic.DESTINATION_FORMAT,
              LocalApic.SELF_IPI,
              LocalApic.COMMAND_HIGH ->
              false;
          case LocalApic.ID,
              LocalApic.VERSION,
              LocalApic.TASK_PRIORITY,
              LocalApic.PROCESSOR_PRIORITY,
              LocalApic.LOGICAL_DESTINATION,
              LocalApic.SPURIOUS,
              LocalApic.ERROR_STATUS,
              LocalApic.COMMAND,
              LocalApic.INITIAL_COUNT,
              LocalApic.CURRENT_COUNT,
              LocalApic.DIVIDE ->
              true;
          default -> isPriorityRegister(number) || isLocalVector(number);
        };
    return apic.x2apic() && readable
        ? OptionalLong.of(apic.register(number))
        : OptionalLong.empty();
  }

  /**
   * WRMSR.
   *
   * @return false if there is no such register, it cannot be written, or reserved bits are set:
   *     #GP(0)
   */
  public boolean write(int number, long value) {
    long writable =
        switch (number) {
          case LocalApic.TASK_PRIORITY, LocalApic.SELF_IPI -> 0xFF;
          case LocalApic.END_OF_INTERRUPT, LocalApic.ERROR_STATUS -> 0;
          case LocalApic.SPURIOUS -> 0x1FF;
          case LocalApic.COMMAND -> 0xFFFF_FFFF_000C_CFFFL;
          case LocalApic.INITIAL_COUNT -> 0xFFFF_FFFFL;
          case LocalApic.DIVIDE -> 0xB;
          case LocalApic.LVT_LINT0, LocalApic.LVT_LINT1 ->
              LocalApic.localVectorBits(number) | STATUS | REMOTE_IRR;
          default -> isLocalVector(number) ? LocalApic.localVectorBits(number) | STATUS : -1;
        };
    if (!apic.x2apic() || writable == -1 || (value & ~writable) != 0) {
      return false;
    }
    apic.setRegister(number, value);
    return true;
  }

  private static boolean isPriorityRegister(int number) {
    return number >= LocalApic.IN_SERVICE && number <= LocalApic.REQUESTS_LAST;
  }

  private static boolean isLocalVector(int number) {
    return number >= LocalApic.LVT_TIMER && number <= LocalApic.LVT_ERROR;
  }
}
