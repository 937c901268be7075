package ringside.emulator.vmx;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.memory.PhysicalMemory;

/**
 * What a VM entry is checked against: the VMCS, the processor, and the mode that it is in. Its
 * methods are the words in which the rows of the check tables are written.
 */
final class EntryContext {
  /** IA32_EFER as these processors have it. */
  private static final long EFER_RESERVED =
      ~(ControlRegisters.EFER_SCE
          | ControlRegisters.EFER_LME
          | ControlRegisters.EFER_LMA
          | ControlRegisters.EFER_NXE);

  final Vmcs vmcs;
  final VmxCapabilities capabilities;
  final PhysicalMemory memory;
  private final long cr4Reserved;
  private boolean ia32e;

  /**
   * @param cr4 the bits of CR4 that the processor has
   */
  EntryContext(Vmcs vmcs, VmxCapabilities capabilities, PhysicalMemory memory, long cr4) {
    this.vmcs = vmcs;
    this.capabilities = capabilities;
    this.memory = memory;
    this.cr4Reserved = ~cr4;
  }

  /** Whether the processor that executes VMLAUNCH or VMRESUME is in IA-32e mode. */
  boolean inIa32eMode() {
    return ia32e;
  }

  void setIa32eMode(boolean on) {
    ia32e = on;
  }

  long get(VmcsField field) {
    return vmcs.get(field);
  }

  int get32(VmcsField field) {
    return vmcs.get32(field);
  }

  boolean has(VmxControl control) {
    return vmcs.has(control);
  }

  /** "If one is 1, so is the other." */
  boolean implies(VmxControl one, VmxControl other) {
    return !vmcs.has(one) || vmcs.has(other);
  }

  /** "If one is 1, the other is 0." */
  boolean excludes(VmxControl one, VmxControl other) {
    return !vmcs.has(one) || !vmcs.has(other);
  }

  // Words for values.

  /** An address with its low {@code alignment} bits 0, within the physical-address width. */
  boolean isAddress(VmcsField field, int alignment) {
    return isAddress(vmcs.get(field), alignment);
  }

  boolean isAddress(long address, int alignment) {
    return (address & ((1L << alignment) - 1 | capabilities.reservedAddressBits())) == 0;
  }

  /** A page address, if a control is 1. */
  boolean isPageIf(VmxControl control, VmcsField field) {
    return !vmcs.has(control) || isAddress(vmcs.get(field), 12);
  }

  /** An MSR area of {@code count} entries of 16 bytes: aligned, and inside the address width. */
  boolean isMsrArea(VmcsField addressField, VmcsField countField) {
    long count = vmcs.get(countField);
    long address = vmcs.get(addressField);
    return count == 0
        || isAddress(address, 4)
            && (address + count * 16 - 1 & capabilities.reservedAddressBits()) == 0;
  }

  boolean isCanonical(VmcsField field) {
    return isCanonical(vmcs.get(field));
  }

  static boolean isCanonical(long address) {
    return address << 16 >> 16 == address;
  }

  /** Eight memory types. */
  boolean isPat(VmcsField field) {
    long value = vmcs.get(field);
    for (int i = 0; i < 64; i += 8) {
      long type = value >>> i & 0xFF;
      if (type > 7 || type == 2 || type == 3) {
        return false;
      }
    }
    return true;
  }

  /** An EFER without reserved bits whose LMA, and with paging LME, are as a control says. */
  boolean isEfer(VmcsField field, boolean longMode, boolean checksLme) {
    long value = vmcs.get(field);
    boolean lma = (value & ControlRegisters.EFER_LMA) != 0;
    boolean lme = (value & ControlRegisters.EFER_LME) != 0;
    return (value & EFER_RESERVED) == 0 && lma == longMode && (!checksLme || lme == longMode);
  }

  boolean isCr3(VmcsField field) {
    return (vmcs.get(field) & capabilities.reservedAddressBits()) == 0;
  }

  boolean isCr4(VmcsField field) {
    long value = vmcs.get(field);
    return (value & VmxCapabilities.CR4_FIXED_TO_1) != 0 && (value & cr4Reserved) == 0;
  }

  /** A CR0 with the bits that VMX operation fixes, {@code except} some of them. */
  boolean isCr0(VmcsField field, long except) {
    long value = vmcs.get(field);
    long fixed = VmxCapabilities.CR0_FIXED_TO_1 & ~except;
    return (value & fixed) == fixed && value >>> 32 == 0;
  }

  // The guest that is about to run.

  boolean guestIsIa32e() {
    return vmcs.has(VmxControl.IA32E_MODE_GUEST);
  }

  boolean unrestricted() {
    return vmcs.has(VmxControl.UNRESTRICTED_GUEST);
  }

  boolean guestFlag(long flag) {
    return (vmcs.get(VmcsField.GUEST_RFLAGS) & flag) != 0;
  }

  boolean guestIsVirtual8086() {
    return guestFlag(Rflags.VM);
  }

  boolean guestCr0(long bit) {
    return (vmcs.get(VmcsField.GUEST_CR0) & bit) != 0;
  }

  boolean guestCr4(long bit) {
    return (vmcs.get(VmcsField.GUEST_CR4) & bit) != 0;
  }

  // The event that is to be injected.

  /** VM-entry interruption information. */
  Interruption injected() {
    return new Interruption(vmcs.get32(VmcsField.ENTRY_INTERRUPTION_INFORMATION));
  }

  boolean injects(Interruption.Type type) {
    Interruption event = injected();
    return event.valid() && event.type() == type;
  }

  /** Interruptibility state. */
  boolean blocks(int bit) {
    return (vmcs.get32(VmcsField.GUEST_INTERRUPTIBILITY_STATE) & bit) != 0;
  }

  /**
   * Whether the guest is active, and nothing is injected, blocked, pending or linked: then there is
   * nothing that a check of non-register state could object to.
   */
  boolean isQuiet() {
    return vmcs.get32(VmcsField.ENTRY_INTERRUPTION_INFORMATION) >= 0
        && vmcs.get(VmcsField.GUEST_ACTIVITY_STATE) == 0
        && vmcs.get(VmcsField.GUEST_INTERRUPTIBILITY_STATE) == 0
        && vmcs.get(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS) == 0
        && vmcs.get(VmcsField.VMCS_LINK_POINTER) == Vmcs.NO_VMCS;
  }

  int activity() {
    return vmcs.get32(VmcsField.GUEST_ACTIVITY_STATE);
  }
}
