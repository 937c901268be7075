package ringside.emulator.vmx;

import static ringside.emulator.vmx.EntryCheck.check;
import static ringside.emulator.vmx.VmcsField.*;
import static ringside.emulator.vmx.VmxControl.*;

import java.util.List;
import ringside.emulator.cpu.ControlRegisters;

/** Checks on VMX controls (SDM, section of that name), in its order. They fail with error 7. */
final class ControlChecks {
  private static final int EPT_WRITE_BACK = 6;
  private static final int EPT_WALK_LENGTH_4 = 3 << 3;
  private static final int EPT_ACCESSED_DIRTY = 1 << 6;
  private static final long EPT_DEFINED = -1L << 12 | EPT_ACCESSED_DIRTY;

  /** #DF, #TS, #NP, #SS, #GP, #PF and #AC. */
  private static final int WITH_ERROR_CODE = 1 << 8 | 0x7C00 | 1 << 17;

  // spotless:off
  /** VM-execution, VM-exit and VM-entry controls, without event injection. */
  static final List<EntryCheck> CONTROLS = List.of(
      // VM-execution control fields
      check(PIN_BASED_CONTROLS, "reserved bits are set as the capability MSR says", e ->
          e.capabilities.permits(VmxControl.Group.PIN, e.get32(PIN_BASED_CONTROLS))),
      check(PRIMARY_CONTROLS, "reserved bits are set as the capability MSR says", e ->
          e.capabilities.permits(VmxControl.Group.PRIMARY, e.get32(PRIMARY_CONTROLS))),
      check(SECONDARY_CONTROLS, "reserved bits are set as the capability MSR says", e ->
          !e.has(ACTIVATE_SECONDARY_CONTROLS)
              || e.capabilities.permits(VmxControl.Group.SECONDARY, e.get32(SECONDARY_CONTROLS))),
      check(CR3_TARGET_COUNT, "is at most 4", e ->
          e.get(CR3_TARGET_COUNT) <= VmxCapabilities.CR3_TARGETS),
      check(IO_BITMAP_A_ADDRESS, "is the address of a page", e ->
          e.isPageIf(USE_IO_BITMAPS, IO_BITMAP_A_ADDRESS)),
      check(IO_BITMAP_B_ADDRESS, "is the address of a page", e ->
          e.isPageIf(USE_IO_BITMAPS, IO_BITMAP_B_ADDRESS)),
      check(MSR_BITMAP_ADDRESS, "is the address of a page", e ->
          e.isPageIf(USE_MSR_BITMAPS, MSR_BITMAP_ADDRESS)),
      check(VIRTUAL_APIC_ADDRESS, "is the address of a page", e ->
          e.isPageIf(USE_TPR_SHADOW, VIRTUAL_APIC_ADDRESS)),
      check(PIN_BASED_CONTROLS, "has virtual NMIs only with NMI exiting", e ->
          e.implies(VIRTUAL_NMIS, NMI_EXITING)),
      check(PRIMARY_CONTROLS, "has NMI-window exiting only with virtual NMIs", e ->
          e.implies(NMI_WINDOW_EXITING, VIRTUAL_NMIS)),
      check(APIC_ACCESS_ADDRESS, "is the address of a page", e ->
          e.isPageIf(VIRTUALIZE_APIC_ACCESSES, APIC_ACCESS_ADDRESS)),
      check(SECONDARY_CONTROLS, "virtualizes x2APIC mode only with the TPR shadow", e ->
          e.implies(VIRTUALIZE_X2APIC_MODE, USE_TPR_SHADOW)),
      check(SECONDARY_CONTROLS, "virtualizes APIC registers only with the TPR shadow", e ->
          e.implies(APIC_REGISTER_VIRTUALIZATION, USE_TPR_SHADOW)),
      check(SECONDARY_CONTROLS, "delivers virtual interrupts only with the TPR shadow", e ->
          e.implies(VIRTUAL_INTERRUPT_DELIVERY, USE_TPR_SHADOW)),
      check(SECONDARY_CONTROLS, "virtualizes x2APIC mode or APIC accesses, not both", e ->
          e.excludes(VIRTUALIZE_X2APIC_MODE, VIRTUALIZE_APIC_ACCESSES)),
      check(SECONDARY_CONTROLS, "delivers virtual interrupts only with interrupt exiting", e ->
          e.implies(VIRTUAL_INTERRUPT_DELIVERY, EXTERNAL_INTERRUPT_EXITING)),
      check(PIN_BASED_CONTROLS, "posts interrupts only where virtual ones are delivered", e ->
          e.implies(PROCESS_POSTED_INTERRUPTS, VIRTUAL_INTERRUPT_DELIVERY)),
      check(EXIT_CONTROLS, "acknowledges interrupts where they are posted", e ->
          e.implies(PROCESS_POSTED_INTERRUPTS, ACKNOWLEDGE_INTERRUPT_ON_EXIT)),
      check(POSTED_INTERRUPT_NOTIFICATION_VECTOR, "is 0 to 255", e ->
          !e.has(PROCESS_POSTED_INTERRUPTS)
              || e.get(POSTED_INTERRUPT_NOTIFICATION_VECTOR) <= 0xFF),
      check(POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, "is aligned to 64 bytes", e ->
          !e.has(PROCESS_POSTED_INTERRUPTS)
              || e.isAddress(POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, 6)),
      check(VIRTUAL_PROCESSOR_IDENTIFIER, "is not 0", e ->
          !e.has(ENABLE_VPID) || e.get(VIRTUAL_PROCESSOR_IDENTIFIER) != 0),
      check(EPT_POINTER, "has a memory type, walk length and reserved bits as supported", e ->
          !e.has(ENABLE_EPT) || isEptp(e, e.get(EPT_POINTER))),
      check(SECONDARY_CONTROLS, "logs page modifications only with EPT", e ->
          e.implies(ENABLE_PML, ENABLE_EPT)),
      check(PML_ADDRESS, "is the address of a page", e ->
          e.isPageIf(ENABLE_PML, PML_ADDRESS)),
      check(SECONDARY_CONTROLS, "runs an unrestricted guest only with EPT", e ->
          e.implies(UNRESTRICTED_GUEST, ENABLE_EPT)),
      check(VM_FUNCTION_CONTROLS, "has reserved bits clear", e ->
          !e.has(ENABLE_VM_FUNCTIONS) || e.get(VM_FUNCTION_CONTROLS) >>> 1 == 0),
      check(VM_FUNCTION_CONTROLS, "switches EPTPs only with EPT", e ->
          !switchesEptp(e) || e.has(ENABLE_EPT)),
      check(EPTP_LIST_ADDRESS, "is the address of a page", e ->
          !switchesEptp(e) || e.isAddress(EPTP_LIST_ADDRESS, 12)),
      check(VMREAD_BITMAP_ADDRESS, "is the address of a page", e ->
          e.isPageIf(VMCS_SHADOWING, VMREAD_BITMAP_ADDRESS)),
      check(VMWRITE_BITMAP_ADDRESS, "is the address of a page", e ->
          e.isPageIf(VMCS_SHADOWING, VMWRITE_BITMAP_ADDRESS)),
      check(TSC_MULTIPLIER, "is not 0", e ->
          !e.has(USE_TSC_SCALING) || e.get(TSC_MULTIPLIER) != 0),

      // VM-exit control fields
      check(EXIT_CONTROLS, "reserved bits are set as the capability MSR says", e ->
          e.capabilities.permits(VmxControl.Group.EXIT, e.get32(EXIT_CONTROLS))),
      check(EXIT_CONTROLS, "saves the preemption timer only where it runs", e ->
          e.implies(SAVE_PREEMPTION_TIMER, ACTIVATE_PREEMPTION_TIMER)),
      check(EXIT_MSR_STORE_ADDRESS, "is aligned to 16 bytes, all entries in memory", e ->
          e.isMsrArea(EXIT_MSR_STORE_ADDRESS, EXIT_MSR_STORE_COUNT)),
      check(EXIT_MSR_LOAD_ADDRESS, "is aligned to 16 bytes, all entries in memory", e ->
          e.isMsrArea(EXIT_MSR_LOAD_ADDRESS, EXIT_MSR_LOAD_COUNT)),

      // VM-entry control fields
      check(ENTRY_CONTROLS, "reserved bits are set as the capability MSR says", e ->
          e.capabilities.permits(VmxControl.Group.ENTRY, e.get32(ENTRY_CONTROLS))),
      check(ENTRY_MSR_LOAD_ADDRESS, "is aligned to 16 bytes, all entries in memory", e ->
          e.isMsrArea(ENTRY_MSR_LOAD_ADDRESS, ENTRY_MSR_LOAD_COUNT)));

  /** The TPR threshold, which depends on memory, too. */
  static final List<EntryCheck> VIRTUAL_TPR = List.of(
      check(TPR_THRESHOLD, "has bits 31:4 clear without virtual-interrupt delivery", e ->
          !e.has(USE_TPR_SHADOW) || e.has(VIRTUAL_INTERRUPT_DELIVERY)
              || e.get(TPR_THRESHOLD) <= 0xF),
      check(TPR_THRESHOLD, "is not above VTPR[7:4]", ControlChecks::thresholdReached));

  /** VM-entry controls for event injection; only for a valid event. */
  static final List<EntryCheck> INJECTION = List.of(
      check(ENTRY_INTERRUPTION_INFORMATION, "has a type that is not reserved", e ->
          hasKnownType(e.injected(), e)),
      check(ENTRY_INTERRUPTION_INFORMATION, "has a vector of its type", e ->
          hasVectorOfType(e.injected())),
      check(ENTRY_INTERRUPTION_INFORMATION, "has an error code where the exception has one", e ->
          e.injected().hasErrorCode() == deliversErrorCode(e)),
      check(ENTRY_INTERRUPTION_INFORMATION, "has reserved bits clear", e ->
          !e.injected().reservedBits()),
      check(ENTRY_EXCEPTION_ERROR_CODE, "has bits 31:16 clear", e ->
          !e.injected().hasErrorCode() || e.get(ENTRY_EXCEPTION_ERROR_CODE) <= 0xFFFF),
      check(ENTRY_INSTRUCTION_LENGTH, "is 1 to 15 for a software event", e ->
          !e.injected().type().isSoftware() || isLength(e.get(ENTRY_INSTRUCTION_LENGTH), e)));
  // spotless:on

  private ControlChecks() {}

  /** Whether a value is an EPTP, here or in the list that VMFUNC takes it from. */
  static boolean isEptp(EntryContext entry, long eptp) {
    long type = eptp & 7;
    return (type == 0 || type == EPT_WRITE_BACK)
        && (eptp & 7 << 3) == EPT_WALK_LENGTH_4
        && (eptp & ~7L & ~(7L << 3) & ~EPT_DEFINED) == 0
        && (eptp & entry.capabilities.reservedAddressBits()) == 0;
  }

  /** A threshold above VTPR would cause an exit at once, so it is refused. */
  private static boolean thresholdReached(EntryContext e) {
    if (!e.has(USE_TPR_SHADOW)
        || e.has(VIRTUALIZE_APIC_ACCESSES)
        || e.has(VIRTUAL_INTERRUPT_DELIVERY)) {
      return true;
    }
    long vtpr = e.memory.load(e.get(VIRTUAL_APIC_ADDRESS) + VirtualApic.TPR, 1);
    return (e.get(TPR_THRESHOLD) & 0xF) <= vtpr >>> 4;
  }

  private static boolean switchesEptp(EntryContext e) {
    return e.has(ENABLE_VM_FUNCTIONS) && (e.get(VM_FUNCTION_CONTROLS) & 1) != 0;
  }

  private static boolean hasKnownType(Interruption event, EntryContext e) {
    return switch (event.type()) {
      case RESERVED -> false;
      case OTHER_EVENT -> e.capabilities.has(MONITOR_TRAP_FLAG);
      default -> true;
    };
  }

  private static boolean hasVectorOfType(Interruption event) {
    return switch (event.type()) {
      case NMI -> event.vector() == 2;
      case HARDWARE_EXCEPTION -> event.vector() <= 31;
      case OTHER_EVENT -> event.vector() == 0;
      default -> true;
    };
  }

  private static boolean deliversErrorCode(EntryContext e) {
    Interruption event = e.injected();
    boolean realMode = e.unrestricted() && !e.guestCr0(ControlRegisters.CR0_PE);
    return event.type() == Interruption.Type.HARDWARE_EXCEPTION
        && !realMode
        && (WITH_ERROR_CODE >>> event.vector() & 1) != 0;
  }

  private static boolean isLength(long length, EntryContext e) {
    return length <= 15 && (length != 0 || e.capabilities.injectsZeroLength());
  }
}
