package ringside.emulator.cpu;

import java.util.OptionalLong;

/**
 * The local APIC as its own processor reaches it: through model-specific registers and CR8. What
 * goes over the bus does not come by here.
 */
public interface LocalApicAccess {
  /** IA32_APIC_BASE. */
  long base();

  /**
   * Writes IA32_APIC_BASE.
   *
   * @return false where the manual demands #GP(0)
   */
  boolean setBase(long value);

  /** Whether the processor has its APIC now: CPUID tells. */
  boolean enabled();

  /**
   * Reads MSR 800h plus {@code number}.
   *
   * @return empty where the manual demands #GP(0)
   */
  OptionalLong read(int number);

  /**
   * Writes MSR 800h plus {@code number}.
   *
   * @return false where the manual demands #GP(0)
   */
  boolean write(int number, long value);

  /** IA32_TSC_DEADLINE. */
  long deadline();

  /**
   * Writes IA32_TSC_DEADLINE.
   *
   * @param ticksAhead until the time-stamp counter has that value
   */
  void setDeadline(long value, long ticksAhead);

  /** The task-priority register, 0 to 255. */
  int taskPriority();

  void setTaskPriority(int value);
}
