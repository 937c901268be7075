package ringside.emulator.vmx;

import org.jspecify.annotations.Nullable;

/**
 * The VMX controls: a bit each of the pin-based, primary and secondary processor-based VM-execution
 * controls, the VM-exit and the VM-entry controls (SDM, "VM-Execution Control Fields", "VM-Exit
 * Control Fields", "VM-Entry Control Fields").
 */
public enum VmxControl {
  // spotless:off
  EXTERNAL_INTERRUPT_EXITING    (Group.PIN, 0, "external-interrupt exiting"),
  NMI_EXITING                   (Group.PIN, 3, "NMI exiting"),
  VIRTUAL_NMIS                  (Group.PIN, 5, "virtual NMIs"),
  ACTIVATE_PREEMPTION_TIMER     (Group.PIN, 6, "activate VMX-preemption timer"),
  PROCESS_POSTED_INTERRUPTS     (Group.PIN, 7, "process posted interrupts"),

  INTERRUPT_WINDOW_EXITING      (Group.PRIMARY, 2, "interrupt-window exiting"),
  USE_TSC_OFFSETTING            (Group.PRIMARY, 3, "use TSC offsetting"),
  HLT_EXITING                   (Group.PRIMARY, 7, "HLT exiting"),
  INVLPG_EXITING                (Group.PRIMARY, 9, "INVLPG exiting"),
  MWAIT_EXITING                 (Group.PRIMARY, 10, "MWAIT exiting"),
  RDPMC_EXITING                 (Group.PRIMARY, 11, "RDPMC exiting"),
  RDTSC_EXITING                 (Group.PRIMARY, 12, "RDTSC exiting"),
  CR3_LOAD_EXITING              (Group.PRIMARY, 15, "CR3-load exiting"),
  CR3_STORE_EXITING             (Group.PRIMARY, 16, "CR3-store exiting"),
  CR8_LOAD_EXITING              (Group.PRIMARY, 19, "CR8-load exiting"),
  CR8_STORE_EXITING             (Group.PRIMARY, 20, "CR8-store exiting"),
  USE_TPR_SHADOW                (Group.PRIMARY, 21, "use TPR shadow"),
  NMI_WINDOW_EXITING            (Group.PRIMARY, 22, "NMI-window exiting"),
  MOV_DR_EXITING                (Group.PRIMARY, 23, "MOV-DR exiting"),
  UNCONDITIONAL_IO_EXITING      (Group.PRIMARY, 24, "unconditional I/O exiting"),
  USE_IO_BITMAPS                (Group.PRIMARY, 25, "use I/O bitmaps"),
  MONITOR_TRAP_FLAG             (Group.PRIMARY, 27, "monitor trap flag"),
  USE_MSR_BITMAPS               (Group.PRIMARY, 28, "use MSR bitmaps"),
  MONITOR_EXITING               (Group.PRIMARY, 29, "MONITOR exiting"),
  PAUSE_EXITING                 (Group.PRIMARY, 30, "PAUSE exiting"),
  ACTIVATE_SECONDARY_CONTROLS   (Group.PRIMARY, 31, "activate secondary controls"),

  VIRTUALIZE_APIC_ACCESSES      (Group.SECONDARY, 0, "virtualize APIC accesses"),
  ENABLE_EPT                    (Group.SECONDARY, 1, "enable EPT"),
  DESCRIPTOR_TABLE_EXITING      (Group.SECONDARY, 2, "descriptor-table exiting"),
  ENABLE_RDTSCP                 (Group.SECONDARY, 3, "enable RDTSCP"),
  VIRTUALIZE_X2APIC_MODE        (Group.SECONDARY, 4, "virtualize x2APIC mode"),
  ENABLE_VPID                   (Group.SECONDARY, 5, "enable VPID"),
  WBINVD_EXITING                (Group.SECONDARY, 6, "WBINVD exiting"),
  UNRESTRICTED_GUEST            (Group.SECONDARY, 7, "unrestricted guest"),
  APIC_REGISTER_VIRTUALIZATION  (Group.SECONDARY, 8, "APIC-register virtualization"),
  VIRTUAL_INTERRUPT_DELIVERY    (Group.SECONDARY, 9, "virtual-interrupt delivery"),
  PAUSE_LOOP_EXITING            (Group.SECONDARY, 10, "PAUSE-loop exiting"),
  RDRAND_EXITING                (Group.SECONDARY, 11, "RDRAND exiting"),
  ENABLE_INVPCID                (Group.SECONDARY, 12, "enable INVPCID"),
  ENABLE_VM_FUNCTIONS           (Group.SECONDARY, 13, "enable VM functions"),
  VMCS_SHADOWING                (Group.SECONDARY, 14, "VMCS shadowing"),
  RDSEED_EXITING                (Group.SECONDARY, 16, "RDSEED exiting"),
  ENABLE_PML                    (Group.SECONDARY, 17, "enable PML"),
  ENABLE_XSAVES                 (Group.SECONDARY, 20, "enable XSAVES/XRSTORS"),
  MODE_BASED_EXECUTE            (Group.SECONDARY, 22, "mode-based execute control for EPT"),
  USE_TSC_SCALING               (Group.SECONDARY, 25, "use TSC scaling"),

  EXIT_SAVE_DEBUG_CONTROLS      (Group.EXIT, 2, "save debug controls"),
  HOST_ADDRESS_SPACE_SIZE       (Group.EXIT, 9, "host address-space size"),
  ACKNOWLEDGE_INTERRUPT_ON_EXIT (Group.EXIT, 15, "acknowledge interrupt on exit"),
  EXIT_SAVE_PAT                 (Group.EXIT, 18, "save IA32_PAT"),
  EXIT_LOAD_PAT                 (Group.EXIT, 19, "load IA32_PAT"),
  EXIT_SAVE_EFER                (Group.EXIT, 20, "save IA32_EFER"),
  EXIT_LOAD_EFER                (Group.EXIT, 21, "load IA32_EFER"),
  SAVE_PREEMPTION_TIMER         (Group.EXIT, 22, "save VMX-preemption timer value"),

  ENTRY_LOAD_DEBUG_CONTROLS     (Group.ENTRY, 2, "load debug controls"),
  IA32E_MODE_GUEST              (Group.ENTRY, 9, "IA-32e mode guest"),
  ENTRY_TO_SMM                  (Group.ENTRY, 10, "entry to SMM"),
  DEACTIVATE_DUAL_MONITOR       (Group.ENTRY, 11, "deactivate dual-monitor treatment"),
  ENTRY_LOAD_PAT                (Group.ENTRY, 14, "load IA32_PAT"),
  ENTRY_LOAD_EFER               (Group.ENTRY, 15, "load IA32_EFER");
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

    /** The controls that a field of the VMCS holds; null if it holds none. */
    public static @Nullable Group of(VmcsField field) {
      return switch (field) {
        case PIN_BASED_CONTROLS -> PIN;
        case PRIMARY_CONTROLS -> PRIMARY;
        case SECONDARY_CONTROLS -> SECONDARY;
        case EXIT_CONTROLS -> EXIT;
        case ENTRY_CONTROLS -> ENTRY;
        default -> null;
      };
    }

    /** The default1 class (SDM, "Reserved Controls and Default Settings"). */
    int default1() {
      return default1;
    }
  }

  private final Group group;
  private final int mask;
  private final String title;

  VmxControl(Group group, int bit, String title) {
    this.group = group;
    this.mask = 1 << bit;
    this.title = title;
  }

  public Group group() {
    return group;
  }

  /** The bit in its field. */
  public int mask() {
    return mask;
  }

  /** The control as the manual writes it: {@code HLT exiting}. */
  public String title() {
    return title;
  }
}
