package ringside.emulator.vmx;

/**
 * The VMX controls: a bit each of the pin-based, primary and secondary processor-based VM-execution
 * controls, the VM-exit and the VM-entry controls (SDM, "VM-Execution Control Fields", "VM-Exit
 * Control Fields", "VM-Entry Control Fields").
 */
public enum VmxControl {
  // spotless:off
  EXTERNAL_INTERRUPT_EXITING    (Group.PIN, 0),
  NMI_EXITING                   (Group.PIN, 3),
  VIRTUAL_NMIS                  (Group.PIN, 5),
  ACTIVATE_PREEMPTION_TIMER     (Group.PIN, 6),
  PROCESS_POSTED_INTERRUPTS     (Group.PIN, 7),

  INTERRUPT_WINDOW_EXITING      (Group.PRIMARY, 2),
  USE_TSC_OFFSETTING            (Group.PRIMARY, 3),
  HLT_EXITING                   (Group.PRIMARY, 7),
  INVLPG_EXITING                (Group.PRIMARY, 9),
  MWAIT_EXITING                 (Group.PRIMARY, 10),
  RDPMC_EXITING                 (Group.PRIMARY, 11),
  RDTSC_EXITING                 (Group.PRIMARY, 12),
  CR3_LOAD_EXITING              (Group.PRIMARY, 15),
  CR3_STORE_EXITING             (Group.PRIMARY, 16),
  CR8_LOAD_EXITING              (Group.PRIMARY, 19),
  CR8_STORE_EXITING             (Group.PRIMARY, 20),
  USE_TPR_SHADOW                (Group.PRIMARY, 21),
  NMI_WINDOW_EXITING            (Group.PRIMARY, 22),
  MOV_DR_EXITING                (Group.PRIMARY, 23),
  UNCONDITIONAL_IO_EXITING      (Group.PRIMARY, 24),
  USE_IO_BITMAPS                (Group.PRIMARY, 25),
  MONITOR_TRAP_FLAG             (Group.PRIMARY, 27),
  USE_MSR_BITMAPS               (Group.PRIMARY, 28),
  MONITOR_EXITING               (Group.PRIMARY, 29),
  PAUSE_EXITING                 (Group.PRIMARY, 30),
  ACTIVATE_SECONDARY_CONTROLS   (Group.PRIMARY, 31),

  VIRTUALIZE_APIC_ACCESSES      (Group.SECONDARY, 0),
  ENABLE_EPT                    (Group.SECONDARY, 1),
  DESCRIPTOR_TABLE_EXITING      (Group.SECONDARY, 2),
  ENABLE_RDTSCP                 (Group.SECONDARY, 3),
  VIRTUALIZE_X2APIC_MODE        (Group.SECONDARY, 4),
  ENABLE_VPID                   (Group.SECONDARY, 5),
  WBINVD_EXITING                (Group.SECONDARY, 6),
  UNRESTRICTED_GUEST            (Group.SECONDARY, 7),
  APIC_REGISTER_VIRTUALIZATION  (Group.SECONDARY, 8),
  VIRTUAL_INTERRUPT_DELIVERY    (Group.SECONDARY, 9),
  PAUSE_LOOP_EXITING            (Group.SECONDARY, 10),
  RDRAND_EXITING                (Group.SECONDARY, 11),
  ENABLE_INVPCID                (Group.SECONDARY, 12),
  ENABLE_VM_FUNCTIONS           (Group.SECONDARY, 13),
  VMCS_SHADOWING                (Group.SECONDARY, 14),
  RDSEED_EXITING                (Group.SECONDARY, 16),
  ENABLE_PML                    (Group.SECONDARY, 17),
  ENABLE_XSAVES                 (Group.SECONDARY, 20),
  MODE_BASED_EXECUTE            (Group.SECONDARY, 22),
  USE_TSC_SCALING               (Group.SECONDARY, 25),

  EXIT_SAVE_DEBUG_CONTROLS      (Group.EXIT, 2),
  HOST_ADDRESS_SPACE_SIZE       (Group.EXIT, 9),
  ACKNOWLEDGE_INTERRUPT_ON_EXIT (Group.EXIT, 15),
  EXIT_SAVE_PAT                 (Group.EXIT, 18),
  EXIT_LOAD_PAT                 (Group.EXIT, 19),
  EXIT_SAVE_EFER                (Group.EXIT, 20),
  EXIT_LOAD_EFER                (Group.EXIT, 21),
  SAVE_PREEMPTION_TIMER         (Group.EXIT, 22),

  ENTRY_LOAD_DEBUG_CONTROLS     (Group.ENTRY, 2),
  IA32E_MODE_GUEST              (Group.ENTRY, 9),
  ENTRY_TO_SMM                  (Group.ENTRY, 10),
  DEACTIVATE_DUAL_MONITOR       (Group.ENTRY, 11),
  ENTRY_LOAD_PAT                (Group.ENTRY, 14),
  ENTRY_LOAD_EFER               (Group.ENTRY, 15);
  // spotless:on

  /** A control field. */
  public enum Group {
    /** Pin-based; default1 bits 1, 2 and 4. */
    PIN(0x0000_0016),
    /** Primary processor-based; default1 bits 1, 4 to 6, 8, 13 to 16 and 26. */
    PRIMARY(0x0401_E172),
    SECONDARY(0),
    /** VM exit; default1 bits 0 to 8, 10, 11, 13, 14, 16 and 17. */
    EXIT(0x0003_6DFF),
    /** VM entry; default1 bits 0 to 8 and 12. */
    ENTRY(0x0000_11FF);

    private final int default1;

    Group(int default1) {
      this.default1 = default1;
    }

    /** The default1 class (SDM, "Reserved Controls and Default Settings"). */
    int default1() {
      return default1;
    }
  }

  private final Group group;
  private final int mask;

  VmxControl(Group group, int bit) {
    this.group = group;
    this.mask = 1 << bit;
  }

  public Group group() {
    return group;
  }

  /** The bit in its field. */
  public int mask() {
    return mask;
  }
}
