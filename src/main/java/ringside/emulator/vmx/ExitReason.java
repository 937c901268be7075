package ringside.emulator.vmx;

import org.jspecify.annotations.Nullable;

/**
 * Basic exit reasons (SDM, "VMX Basic Exit Reasons"). A row of the instruction table that says
 * {@code vmx=NAME} names one of them.
 */
public enum ExitReason {
  // spotless:off
  EXCEPTION_OR_NMI              (0),
  EXTERNAL_INTERRUPT            (1),
  TRIPLE_FAULT                  (2),
  INIT_SIGNAL                   (3),
  STARTUP_IPI                   (4),
  INTERRUPT_WINDOW              (7),
  NMI_WINDOW                    (8),
  TASK_SWITCH                   (9),
  CPUID                         (10),
  GETSEC                        (11),
  HLT                           (12),
  INVD                          (13),
  INVLPG                        (14),
  RDPMC                         (15),
  RDTSC                         (16),
  RSM                           (17),
  VMCALL                        (18),
  VMCLEAR                       (19),
  VMLAUNCH                      (20),
  VMPTRLD                       (21),
  VMPTRST                       (22),
  VMREAD                        (23),
  VMRESUME                      (24),
  VMWRITE                       (25),
  VMXOFF                        (26),
  VMXON                         (27),
  CR_ACCESS                     (28),
  DR_ACCESS                     (29),
  IO                          (30),
  RDMSR                         (31),
  WRMSR                         (32),
  INVALID_GUEST_STATE           (33),
  MSR_LOADING                   (34),
  MWAIT                         (36),
  MONITOR_TRAP_FLAG             (37),
  MONITOR                       (39),
  PAUSE                         (40),
  MACHINE_CHECK_DURING_ENTRY    (41),
  TPR_BELOW_THRESHOLD           (43),
  APIC_ACCESS                   (44),
  VIRTUALIZED_EOI               (45),
  GDTR_IDTR                     (46),
  LDTR_TR                       (47),
  EPT_VIOLATION                 (48),
  EPT_MISCONFIGURATION          (49),
  INVEPT                        (50),
  RDTSCP                        (51),
  PREEMPTION_TIMER              (52),
  INVVPID                       (53),
  WBINVD                        (54),
  XSETBV                        (55),
  APIC_WRITE                    (56),
  RDRAND                        (57),
  INVPCID                       (58),
  VMFUNC                        (59),
  RDSEED                        (61),
  PML_FULL                      (62),
  XSAVES                        (63),
  XRSTORS                       (64);
  // spotless:on

  /** Bit 31 of the exit-reason field: the VM entry failed. */
  public static final int ENTRY_FAILURE = 1 << 31;

  private final int number;

  ExitReason(int number) {
    this.number = number;
  }

  /** Bits 15:0 of the exit-reason field. */
  public int number() {
    return number;
  }

  /** The reason with a number, or null. */
  public static @Nullable ExitReason of(int number) {
    for (ExitReason reason : values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    return null;
  }
}
