package ringside.emulator.vmx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the VMCS, one row each (SDM, "Field Encoding in VMCS"): its encoding, and the
 * control without which a processor does not have it.
 *
 * <p>The encoding says the rest: bit 0 access to the upper half of a 64-bit field, 9:1 index, 11:10
 * type, 14:13 width.
 */
public enum VmcsField {
  // spotless:off
  VIRTUAL_PROCESSOR_IDENTIFIER         (0x0000, VmxControl.ENABLE_VPID),
  POSTED_INTERRUPT_NOTIFICATION_VECTOR (0x0002, VmxControl.PROCESS_POSTED_INTERRUPTS),

  GUEST_ES_SELECTOR                    (0x0800),
  GUEST_CS_SELECTOR                    (0x0802),
  GUEST_SS_SELECTOR                    (0x0804),
  GUEST_DS_SELECTOR                    (0x0806),
  GUEST_FS_SELECTOR                    (0x0808),
  GUEST_GS_SELECTOR                    (0x080A),
  GUEST_LDTR_SELECTOR                  (0x080C),
  GUEST_TR_SELECTOR                    (0x080E),
  GUEST_INTERRUPT_STATUS               (0x0810, VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
  PML_INDEX                            (0x0812, VmxControl.ENABLE_PML),

  HOST_ES_SELECTOR                     (0x0C00),
  HOST_CS_SELECTOR                     (0x0C02),
  HOST_SS_SELECTOR                     (0x0C04),
  HOST_DS_SELECTOR                     (0x0C06),
  HOST_FS_SELECTOR                     (0x0C08),
  HOST_GS_SELECTOR                     (0x0C0A),
  HOST_TR_SELECTOR                     (0x0C0C),

  IO_BITMAP_A_ADDRESS                  (0x2000),
  IO_BITMAP_B_ADDRESS                  (0x2002),
  MSR_BITMAP_ADDRESS                   (0x2004, VmxControl.USE_MSR_BITMAPS),
  EXIT_MSR_STORE_ADDRESS               (0x2006),
  EXIT_MSR_LOAD_ADDRESS                (0x2008),
  ENTRY_MSR_LOAD_ADDRESS               (0x200A),
  EXECUTIVE_VMCS_POINTER               (0x200C),
  PML_ADDRESS                          (0x200E, VmxControl.ENABLE_PML),
  TSC_OFFSET                           (0x2010),
  VIRTUAL_APIC_ADDRESS                 (0x2012, VmxControl.USE_TPR_SHADOW),
  APIC_ACCESS_ADDRESS                  (0x2014, VmxControl.VIRTUALIZE_APIC_ACCESSES),
  POSTED_INTERRUPT_DESCRIPTOR_ADDRESS  (0x2016, VmxControl.PROCESS_POSTED_INTERRUPTS),
  VM_FUNCTION_CONTROLS                 (0x2018, VmxControl.ENABLE_VM_FUNCTIONS),
  EPT_POINTER                          (0x201A, VmxControl.ENABLE_EPT),
  EOI_EXIT_BITMAP_0                    (0x201C, VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
  EOI_EXIT_BITMAP_1                    (0x201E, VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
  EOI_EXIT_BITMAP_2                    (0x2020, VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
  EOI_EXIT_BITMAP_3                    (0x2022, VmxControl.VIRTUAL_INTERRUPT_DELIVERY),
  EPTP_LIST_ADDRESS                    (0x2024, VmxControl.ENABLE_VM_FUNCTIONS),
  VMREAD_BITMAP_ADDRESS                (0x2026, VmxControl.VMCS_SHADOWING),
  VMWRITE_BITMAP_ADDRESS               (0x2028, VmxControl.VMCS_SHADOWING),
  XSS_EXITING_BITMAP                   (0x202C, VmxControl.ENABLE_XSAVES),
  TSC_MULTIPLIER                       (0x2032, VmxControl.USE_TSC_SCALING),

  GUEST_PHYSICAL_ADDRESS               (0x2400, VmxControl.ENABLE_EPT),

  VMCS_LINK_POINTER                    (0x2800),
  GUEST_IA32_DEBUGCTL                  (0x2802),
  GUEST_IA32_PAT                       (0x2804, VmxControl.ENTRY_LOAD_PAT),
  GUEST_IA32_EFER                      (0x2806, VmxControl.ENTRY_LOAD_EFER),
  GUEST_PDPTE0                         (0x280A, VmxControl.ENABLE_EPT),
  GUEST_PDPTE1                         (0x280C, VmxControl.ENABLE_EPT),
  GUEST_PDPTE2                         (0x280E, VmxControl.ENABLE_EPT),
  GUEST_PDPTE3                         (0x2810, VmxControl.ENABLE_EPT),

  HOST_IA32_PAT                        (0x2C00, VmxControl.EXIT_LOAD_PAT),
  HOST_IA32_EFER                       (0x2C02, VmxControl.EXIT_LOAD_EFER),

  PIN_BASED_CONTROLS                   (0x4000),
  PRIMARY_CONTROLS                     (0x4002),
  EXCEPTION_BITMAP                     (0x4004),
  PAGE_FAULT_ERROR_CODE_MASK           (0x4006),
  PAGE_FAULT_ERROR_CODE_MATCH          (0x4008),
  CR3_TARGET_COUNT                     (0x400A),
  EXIT_CONTROLS                        (0x400C),
  EXIT_MSR_STORE_COUNT                 (0x400E),
  EXIT_MSR_LOAD_COUNT                  (0x4010),
  ENTRY_CONTROLS                       (0x4012),
  ENTRY_MSR_LOAD_COUNT                 (0x4014),
  ENTRY_INTERRUPTION_INFORMATION       (0x4016),
  ENTRY_EXCEPTION_ERROR_CODE           (0x4018),
  ENTRY_INSTRUCTION_LENGTH             (0x401A),
  TPR_THRESHOLD                        (0x401C, VmxControl.USE_TPR_SHADOW),
  SECONDARY_CONTROLS                   (0x401E, VmxControl.ACTIVATE_SECONDARY_CONTROLS),
  PLE_GAP                              (0x4020, VmxControl.PAUSE_LOOP_EXITING),
  PLE_WINDOW                           (0x4022, VmxControl.PAUSE_LOOP_EXITING),

  VM_INSTRUCTION_ERROR                 (0x4400),
  EXIT_REASON                          (0x4402),
  EXIT_INTERRUPTION_INFORMATION        (0x4404),
  EXIT_INTERRUPTION_ERROR_CODE         (0x4406),
  IDT_VECTORING_INFORMATION            (0x4408),
  IDT_VECTORING_ERROR_CODE             (0x440A),
  EXIT_INSTRUCTION_LENGTH              (0x440C),
  EXIT_INSTRUCTION_INFORMATION         (0x440E),

  GUEST_ES_LIMIT                       (0x4800),
  GUEST_CS_LIMIT                       (0x4802),
  GUEST_SS_LIMIT                       (0x4804),
  GUEST_DS_LIMIT                       (0x4806),
  GUEST_FS_LIMIT                       (0x4808),
  GUEST_GS_LIMIT                       (0x480A),
  GUEST_LDTR_LIMIT                     (0x480C),
  GUEST_TR_LIMIT                       (0x480E),
  GUEST_GDTR_LIMIT                     (0x4810),
  GUEST_IDTR_LIMIT                     (0x4812),
  GUEST_ES_ACCESS_RIGHTS               (0x4814),
  GUEST_CS_ACCESS_RIGHTS               (0x4816),
  GUEST_SS_ACCESS_RIGHTS               (0x4818),
  GUEST_DS_ACCESS_RIGHTS               (0x481A),
  GUEST_FS_ACCESS_RIGHTS               (0x481C),
  GUEST_GS_ACCESS_RIGHTS               (0x481E),
  GUEST_LDTR_ACCESS_RIGHTS             (0x4820),
  GUEST_TR_ACCESS_RIGHTS               (0x4822),
  GUEST_INTERRUPTIBILITY_STATE         (0x4824),
  GUEST_ACTIVITY_STATE                 (0x4826),
  GUEST_SMBASE                         (0x4828),
  GUEST_SYSENTER_CS                    (0x482A),
  PREEMPTION_TIMER_VALUE               (0x482E, VmxControl.ACTIVATE_PREEMPTION_TIMER),

  HOST_SYSENTER_CS                     (0x4C00),

  CR0_GUEST_HOST_MASK                  (0x6000),
  CR4_GUEST_HOST_MASK                  (0x6002),
  CR0_READ_SHADOW                      (0x6004),
  CR4_READ_SHADOW                      (0x6006),
  CR3_TARGET_0                         (0x6008),
  CR3_TARGET_1                         (0x600A),
  CR3_TARGET_2                         (0x600C),
  CR3_TARGET_3                         (0x600E),

  EXIT_QUALIFICATION                   (0x6400),
  IO_RCX                               (0x6402),
  IO_RSI                               (0x6404),
  IO_RDI                               (0x6406),
  IO_RIP                               (0x6408),
  GUEST_LINEAR_ADDRESS                 (0x640A),

  GUEST_CR0                            (0x6800),
  GUEST_CR3                            (0x6802),
  GUEST_CR4                            (0x6804),
  GUEST_ES_BASE                        (0x6806),
  GUEST_CS_BASE                        (0x6808),
  GUEST_SS_BASE                        (0x680A),
  GUEST_DS_BASE                        (0x680C),
  GUEST_FS_BASE                        (0x680E),
  GUEST_GS_BASE                        (0x6810),
  GUEST_LDTR_BASE                      (0x6812),
  GUEST_TR_BASE                        (0x6814),
  GUEST_GDTR_BASE                      (0x6816),
  GUEST_IDTR_BASE                      (0x6818),
  GUEST_DR7                            (0x681A),
  GUEST_RSP                            (0x681C),
  GUEST_RIP                            (0x681E),
  GUEST_RFLAGS                         (0x6820),
  GUEST_PENDING_DEBUG_EXCEPTIONS       (0x6822),
  GUEST_SYSENTER_ESP                   (0x6824),
  GUEST_SYSENTER_EIP                   (0x6826),

  HOST_CR0                             (0x6C00),
  HOST_CR3                             (0x6C02),
  HOST_CR4                             (0x6C04),
  HOST_FS_BASE                         (0x6C06),
  HOST_GS_BASE                         (0x6C08),
  HOST_TR_BASE                         (0x6C0A),
  HOST_GDTR_BASE                       (0x6C0C),
  HOST_IDTR_BASE                       (0x6C0E),
  HOST_SYSENTER_ESP                    (0x6C10),
  HOST_SYSENTER_EIP                    (0x6C12),
  HOST_RSP                             (0x6C14),
  HOST_RIP                             (0x6C16);
  // spotless:on

  /** Bits 11:10 of an encoding. */
  public enum Type {
    CONTROL,
    READ_ONLY,
    GUEST_STATE,
    HOST_STATE
  }

  /** Bits 14:13 of an encoding. */
  public enum Width {
    BITS_16(2),
    BITS_64(8),
    BITS_32(4),
    NATURAL(8);

    private final int bytes;

    Width(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes that a field holds on a processor with Intel 64. */
    public int bytes() {
      return bytes;
    }
  }

  /** Bit 0 of an encoding. */
  static final int HIGH = 1;

  private static final int MEANINGFUL = 0x6FFE;
  private static final VmcsField[] FIELDS = values();
  private static final short[] BY_ENCODING = new short[(MEANINGFUL >>> 1) + 1];

  static {
    Arrays.fill(BY_ENCODING, (short) -1);
    for (VmcsField field : FIELDS) {
      BY_ENCODING[field.encoding >>> 1] = (short) field.ordinal();
    }
  }

  private final int encoding;
  private final Type type;
  private final Width width;
  private final @Nullable VmxControl needs;

  VmcsField(int encoding) {
    this(encoding, null);
  }

  VmcsField(int encoding, @Nullable VmxControl needs) {
    this.encoding = encoding;
    this.type = Type.values()[encoding >>> 10 & 3];
    this.width = Width.values()[encoding >>> 13 & 3];
    this.needs = needs;
  }

  /** The field that VMREAD and VMWRITE name by an encoding, with either access type, or null. */
  public static @Nullable VmcsField of(long encoding) {
    if ((encoding & ~(long) (MEANINGFUL | HIGH)) != 0) {
      return null;
    }
    int at = BY_ENCODING[(int) encoding >>> 1];
    if (at < 0) {
      return null;
    }
    VmcsField field = FIELDS[at];
    boolean high = (encoding & HIGH) != 0;
    return high && field.width() != Width.BITS_64 ? null : field;
  }

  /** The encoding, with full access. */
  public int encoding() {
    return encoding;
  }

  /** The control that a processor must be able to set to 1 to have the field; null: all have it. */
  @Nullable VmxControl needs() {
    return needs;
  }

  public Type type() {
    return type;
  }

  public Width width() {
    return width;
  }

  boolean readOnly() {
    return type == Type.READ_ONLY;
  }

  /** Bits 9:1, which IA32_VMX_VMCS_ENUM reports the highest of. */
  int index() {
    return encoding >>> 1 & 0x1FF;
  }
}
