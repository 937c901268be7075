package ringside.emulator.vmx;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.paging.AddressTranslation;

/**
 * Which cached translations belong to whom (SDM, "Caching Translation Information"): those of a
 * guest are tagged with its VPID and the address of its EPT paging structures, and INVVPID and
 * INVEPT drop them by these. Without VPIDs the guest uses VPID 0 as the host does, and every VM
 * entry and VM exit drops its translations.
 */
final class TranslationTags {
  /** INVVPID types. */
  static final int INDIVIDUAL_ADDRESS = 0;

  static final int SINGLE_CONTEXT = 1;
  static final int ALL_CONTEXTS = 2;
  static final int SINGLE_CONTEXT_RETAINING_GLOBALS = 3;

  /** Bits 63:62 of a tag; the host's tag is 0. */
  private static final long GUEST = 1L << 62;

  private static final int VPID_SHIFT = 40;
  private static final long VPID_MASK = 0xFFFFL << VPID_SHIFT;

  /** Bits 51:12 of an EPTP, as bits 39:0 of a tag. */
  private static final long EPT_MASK = (1L << VPID_SHIFT) - 1;

  private final LogicalProcessor cpu;
  private final Vmcs vmcs;

  TranslationTags(LogicalProcessor cpu, Vmcs vmcs) {
    this.cpu = cpu;
    this.vmcs = vmcs;
  }

  private AddressTranslation translation() {
    return cpu.translation();
  }

  private long tag() {
    long vpid =
        vmcs.has(VmxControl.ENABLE_VPID) ? vmcs.get(VmcsField.VIRTUAL_PROCESSOR_IDENTIFIER) : 0;
    long ept = vmcs.has(VmxControl.ENABLE_EPT) ? eptPart(vmcs.get(VmcsField.EPT_POINTER)) : 0;
    return GUEST | vpid << VPID_SHIFT | ept;
  }

  private static long eptPart(long eptp) {
    return eptp >>> 12 & EPT_MASK;
  }

  /** Uses the translations of the current VMCS's guest from now on. */
  void select() {
    translation().selectSpace(tag());
  }

  /** VM entry: the guest's translations, none of them if it has no VPID. */
  void enter() {
    boolean tagged = vmcs.has(VmxControl.ENABLE_VPID);
    if (!tagged) {
      translation().flush(true);
    }
    select();
    if (!tagged) {
      translation().flush(true);
    }
  }

  /** VM exit: the host's translations, none of them if the guest had no VPID. */
  void leave() {
    boolean tagged = vmcs.has(VmxControl.ENABLE_VPID);
    translation().selectSpace(AddressTranslation.HOST);
    if (!tagged) {
      translation().flush(true);
    }
  }

  /** INVEPT. */
  void invalidateEpt(boolean single, long eptp) {
    long ept = eptPart(eptp);
    translation().flushSpaces(tag -> (tag & GUEST) != 0 && (!single || (tag & EPT_MASK) == ept));
  }

  /**
   * INVVPID.
   *
   * @param descriptor the low half of the descriptor
   * @return false if the operand is not valid
   */
  boolean invalidateVpid(int type, long descriptor, long linear) {
    long vpid = descriptor << VPID_SHIFT;
    boolean named = type != ALL_CONTEXTS;
    if (descriptor >>> 16 != 0
        || named && descriptor == 0
        || type == INDIVIDUAL_ADDRESS && !EntryContext.isCanonical(linear)) {
      return false;
    }
    if (type == INDIVIDUAL_ADDRESS) {
      translation()
          .invalidateInSpaces(tag -> (tag & GUEST) != 0 && (tag & VPID_MASK) == vpid, linear);
    } else {
      translation()
          .flushSpaces(tag ->
              named ? (tag & GUEST) != 0 && (tag & VPID_MASK) == vpid : (tag & VPID_MASK) != 0);
    }
    return true;
  }
}
