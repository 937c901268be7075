package ringside.emulator.machine;

import java.util.OptionalLong;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LocalApicAccess;
import ringside.emulator.device.InterruptController;
import ringside.emulator.device.LocalApic;
import ringside.emulator.device.LocalApicMsrs;
import ringside.emulator.device.LocalApicWindow;
import ringside.emulator.memory.PhysicalMemory;

/** The local APIC, with the 8259A behind its LINT0, as the processor sees it. */
final class ProcessorApic implements InterruptSource, LocalApicAccess {
  private final LocalApic apic;
  private final LocalApicMsrs registers;
  private final InterruptController legacy;
  private final InterruptSource legacySource;
  private final PhysicalMemory memory;
  private final LocalApicWindow window;
  private long mappedAt = LocalApic.BASE_AFTER_RESET & -PhysicalMemory.PAGE_SIZE;
  private boolean byLegacy;

  ProcessorApic(
      LocalApic apic,
      InterruptController legacy,
      InterruptSource legacySource,
      PhysicalMemory memory) {
    this.apic = apic;
    this.memory = memory;
    window = new LocalApicWindow(apic);
    memory.attach(mappedAt, PhysicalMemory.PAGE_SIZE, window);
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
  public void endOfInterrupt() {
    if (!byLegacy) {
      apic.endOfInterrupt();
    }
  }

  @Override
  public long base() {
    return apic.base();
  }

  @Override
  public boolean setBase(long value) {
    boolean allowed = apic.setBase(value);
    map();
    return allowed;
  }

  /** Puts the registers where IA32_APIC_BASE says: after a write, and after a restore. */
  void map() {
    long base = apic.base() & -PhysicalMemory.PAGE_SIZE;
    if (base != mappedAt) {
      mappedAt = base;
      memory.move(window, base);
    }
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
