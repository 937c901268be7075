package ringside.emulator.machine;

import java.util.OptionalLong;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LocalApicAccess;
import ringside.emulator.device.InterruptController;
import ringside.emulator.device.LocalApic;
import ringside.emulator.device.LocalApicMsrs;

/** The local APIC, with the 8259A behind its LINT0, as the processor sees it. */
final class ProcessorApic implements InterruptSource, LocalApicAccess {
  private final LocalApic apic;
  private final LocalApicMsrs registers;
  private final InterruptController legacy;
  private final InterruptSource legacySource;
  private boolean byLegacy;

  ProcessorApic(LocalApic apic, InterruptController legacy, InterruptSource legacySource) {
    this.apic = apic;
    this.registers = new LocalApicMsrs(apic);
    this.legacy = legacy;
    this.legacySource = legacySource;
  }

  @Override
  public boolean pending() {
    return apic.pendingVector() >= 0 || legacy.pending() && apic.acceptsExternal();
  }

  @Override
  public int acknowledge() {
    byLegacy = apic.pendingVector() < 0 && legacy.pending() && apic.acceptsExternal();
    return byLegacy ? legacySource.acknowledge() : apic.acknowledge();
  }

  @Override
  public String acknowledgedDevice() {
    return byLegacy ? legacySource.acknowledgedDevice() : "APIC";
  }

  @Override
  public long base() {
    return apic.base();
  }

  @Override
  public boolean setBase(long value) {
    return apic.setBase(value);
  }

  @Override
  public boolean enabled() {
    return apic.enabled();
  }

  @Override
  public OptionalLong read(int number) {
    return registers.read(number);
  }

  @Override
  public boolean write(int number, long value) {
    return registers.write(number, value);
  }

  @Override
  public long deadline() {
    return apic.deadline();
  }

  @Override
  public void setDeadline(long value, long ticksAhead) {
    apic.setDeadline(value, ticksAhead);
  }

  @Override
  public int taskPriority() {
    return apic.taskPriority();
  }

  @Override
  public void setTaskPriority(int value) {
    apic.setTaskPriority(value);
  }
}
