package ringside.emulator.vmx;

import static ringside.emulator.vmx.EntryCheck.check;
import static ringside.emulator.vmx.VmcsField.*;
import static ringside.emulator.vmx.VmxControl.*;

import java.util.List;
import ringside.emulator.cpu.BranchRecords;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.vmx.Interruption.Type;

/**
 * Checks on the guest-state area without segments (SDM, "Checks on the Guest State Area"), in its
 * order. A check that fails is a VM exit with basic reason 33.
 */
final class GuestChecks {
  private static final long RFLAGS_RESERVED = -1L << 22 | 1 << 15 | 1 << 5 | 1 << 3;
  private static final long PENDING_RESERVED = -1L << 17 | 1 << 16 | 1 << 15 | 1 << 13 | 0xFF0;
  private static final int PENDING_BS = 1 << 14;
  private static final int DB = 1;
  private static final int MC = 18;

  /** Exit qualification of an invalid VMCS link pointer. */
  static final int LINK_POINTER = 4;

  /** Exit qualification of a PDPTE that cannot be loaded. */
  static final int PDPTE = 2;

  // spotless:off
  /** Guest control registers, debug registers and MSRs. */
  static final List<EntryCheck> CONTROL_REGISTERS = List.of(
      check(GUEST_CR0, "has the bits that VMX operation fixes", e ->
          e.isCr0(GUEST_CR0,
              e.unrestricted() ? ControlRegisters.CR0_PE | ControlRegisters.CR0_PG : 0)),
      check(GUEST_CR0, "has PE where it has PG", e ->
          !e.guestCr0(ControlRegisters.CR0_PG) || e.guestCr0(ControlRegisters.CR0_PE)),
      check(GUEST_CR4, "has the bits that VMX operation fixes", e -> e.isCr4(GUEST_CR4)),
      check(GUEST_IA32_DEBUGCTL, "has reserved bits clear", e ->
          !e.has(ENTRY_LOAD_DEBUG_CONTROLS)
              || (e.get(GUEST_IA32_DEBUGCTL) & ~BranchRecords.DEFINED) == 0),
      check(GUEST_CR0, "has PG for an IA-32e mode guest", e ->
          !e.guestIsIa32e() || e.guestCr0(ControlRegisters.CR0_PG)),
      check(GUEST_CR4, "has PAE for an IA-32e mode guest", e ->
          !e.guestIsIa32e() || e.guestCr4(ControlRegisters.CR4_PAE)),
      check(GUEST_CR4, "has PCIDE only for an IA-32e mode guest", e ->
          e.guestIsIa32e() || !e.guestCr4(ControlRegisters.CR4_PCIDE)),
      check(GUEST_CR3, "is in the physical-address width", e -> e.isCr3(GUEST_CR3)),
      check(GUEST_DR7, "has bits 63:32 clear", e ->
          !e.has(ENTRY_LOAD_DEBUG_CONTROLS) || e.get(GUEST_DR7) >>> 32 == 0),
      check(GUEST_SYSENTER_ESP, "is canonical", e -> e.isCanonical(GUEST_SYSENTER_ESP)),
      check(GUEST_SYSENTER_EIP, "is canonical", e -> e.isCanonical(GUEST_SYSENTER_EIP)),
      check(GUEST_IA32_PAT, "holds eight memory types", e ->
          !e.has(ENTRY_LOAD_PAT) || e.isPat(GUEST_IA32_PAT)),
      check(GUEST_IA32_EFER, "has LMA, and with paging LME, as IA-32e mode guest", e ->
          !e.has(ENTRY_LOAD_EFER)
              || e.isEfer(GUEST_IA32_EFER, e.guestIsIa32e(),
                  e.guestCr0(ControlRegisters.CR0_PG))));

  /** Guest descriptor-table registers. */
  static final List<EntryCheck> DESCRIPTOR_TABLES = List.of(
      check(GUEST_GDTR_BASE, "is canonical", e -> e.isCanonical(GUEST_GDTR_BASE)),
      check(GUEST_IDTR_BASE, "is canonical", e -> e.isCanonical(GUEST_IDTR_BASE)),
      check(GUEST_GDTR_LIMIT, "has bits 31:16 clear", e -> e.get(GUEST_GDTR_LIMIT) <= 0xFFFF),
      check(GUEST_IDTR_LIMIT, "has bits 31:16 clear", e -> e.get(GUEST_IDTR_LIMIT) <= 0xFFFF));

  /** Guest RIP and RFLAGS. */
  static final List<EntryCheck> RIP_AND_RFLAGS = List.of(
      check(GUEST_RIP, "has bits 63:32 clear outside 64-bit mode", e ->
          is64Bit(e) || e.get(GUEST_RIP) >>> 32 == 0),
      check(GUEST_RIP, "has bits 63:48 equal in 64-bit mode", e ->
          !is64Bit(e) || e.get(GUEST_RIP) >> 48 == 0 || e.get(GUEST_RIP) >> 48 == -1),
      check(GUEST_RFLAGS, "has reserved bits clear, and bit 1 set", e ->
          (e.get(GUEST_RFLAGS) & RFLAGS_RESERVED) == 0 && e.guestFlag(Rflags.FIXED)),
      check(GUEST_RFLAGS, "has VM clear in IA-32e mode and in real-address mode", e ->
          !e.guestIsVirtual8086()
              || !e.guestIsIa32e() && e.guestCr0(ControlRegisters.CR0_PE)),
      check(GUEST_RFLAGS, "has IF set to inject an external interrupt", e ->
          e.guestFlag(Rflags.IF) || !e.injects(Type.EXTERNAL_INTERRUPT)));

  /** Guest non-register state. */
  static final List<EntryCheck> NON_REGISTER_STATE = List.of(
      check(GUEST_ACTIVITY_STATE, "is one that the processor supports", e ->
          e.get(GUEST_ACTIVITY_STATE) <= VmxCapabilities.ACTIVITY_WAIT_FOR_SIPI),
      check(GUEST_ACTIVITY_STATE, "is not HLT with SS.DPL above 0", e ->
          e.activity() != VmxCapabilities.ACTIVITY_HLT
              || (e.get(GUEST_SS_ACCESS_RIGHTS) >>> 5 & 3) == 0),
      check(GUEST_ACTIVITY_STATE, "is active while STI or MOV SS blocks", e ->
          e.activity() == 0 || !e.blocks(Interruptibility.STI | Interruptibility.MOV_SS)),
      check(GUEST_ACTIVITY_STATE, "is one that the injected event ends", e ->
          !e.injected().valid() || mayInject(e.injected(), e.activity())),
      check(GUEST_INTERRUPTIBILITY_STATE, "has reserved bits clear", e ->
          !e.blocks(Interruptibility.RESERVED)),
      check(GUEST_INTERRUPTIBILITY_STATE, "blocks by STI or by MOV SS, not both", e ->
          !e.blocks(Interruptibility.STI) || !e.blocks(Interruptibility.MOV_SS)),
      check(GUEST_INTERRUPTIBILITY_STATE, "blocks by STI only with IF set", e ->
          !e.blocks(Interruptibility.STI) || e.guestFlag(Rflags.IF)),
      check(GUEST_INTERRUPTIBILITY_STATE, "does not block an injected external interrupt", e ->
          !e.injects(Type.EXTERNAL_INTERRUPT)
              || !e.blocks(Interruptibility.STI | Interruptibility.MOV_SS)),
      check(GUEST_INTERRUPTIBILITY_STATE, "does not block an injected NMI by MOV SS", e ->
          !e.injects(Type.NMI) || !e.blocks(Interruptibility.MOV_SS)),
      check(GUEST_INTERRUPTIBILITY_STATE, "does not block SMIs outside SMM", e ->
          !e.blocks(Interruptibility.SMI)),
      check(GUEST_INTERRUPTIBILITY_STATE, "does not block an injected virtual NMI", e ->
          !e.has(VIRTUAL_NMIS) || !e.injects(Type.NMI) || !e.blocks(Interruptibility.NMI)),
      check(GUEST_PENDING_DEBUG_EXCEPTIONS, "has reserved bits clear", e ->
          (e.get(GUEST_PENDING_DEBUG_EXCEPTIONS) & PENDING_RESERVED) == 0),
      check(GUEST_PENDING_DEBUG_EXCEPTIONS, "has BS as TF and BTF say while events wait", e ->
          !waitsWithTraps(e) || singleStepIsPending(e) == singleStepIsDue(e)),
      check(VMCS_LINK_POINTER, "is all ones or the address of a page", LINK_POINTER, e ->
          e.get(VMCS_LINK_POINTER) == Vmcs.NO_VMCS || e.isAddress(VMCS_LINK_POINTER, 12)),
      check(VMCS_LINK_POINTER, "points to a VMCS of this revision and kind", LINK_POINTER,
          GuestChecks::linksToVmcs),
      check(VMCS_LINK_POINTER, "is not the current VMCS", LINK_POINTER, e ->
          e.get(VMCS_LINK_POINTER) == Vmcs.NO_VMCS
              || e.get(VMCS_LINK_POINTER) != e.vmcs.pointer()));
  // spotless:on

  private GuestChecks() {}

  private static boolean is64Bit(EntryContext e) {
    return e.guestIsIa32e() && (e.get(GUEST_CS_ACCESS_RIGHTS) & 1 << 13) != 0;
  }

  private static boolean mayInject(Interruption event, int activity) {
    boolean nmi = event.type() == Type.NMI;
    boolean exception = event.type() == Type.HARDWARE_EXCEPTION;
    return switch (activity) {
      case VmxCapabilities.ACTIVITY_HLT ->
          nmi
              || event.type() == Type.EXTERNAL_INTERRUPT
              || event.type() == Type.OTHER_EVENT
              || exception && (event.vector() == DB || event.vector() == MC);
      case VmxCapabilities.ACTIVITY_SHUTDOWN -> nmi || exception && event.vector() == MC;
      case VmxCapabilities.ACTIVITY_WAIT_FOR_SIPI -> false;
      default -> true;
    };
  }

  private static boolean waitsWithTraps(EntryContext e) {
    return e.activity() == VmxCapabilities.ACTIVITY_HLT
        || e.blocks(Interruptibility.STI | Interruptibility.MOV_SS);
  }

  private static boolean singleStepIsPending(EntryContext e) {
    return (e.get(GUEST_PENDING_DEBUG_EXCEPTIONS) & PENDING_BS) != 0;
  }

  private static boolean singleStepIsDue(EntryContext e) {
    return e.guestFlag(Rflags.TF) && (e.get(GUEST_IA32_DEBUGCTL) & BranchRecords.BTF) == 0;
  }

  private static boolean linksToVmcs(EntryContext e) {
    long link = e.get(VMCS_LINK_POINTER);
    if (link == Vmcs.NO_VMCS) {
      return true;
    }
    int expected = VmxCapabilities.REVISION | (e.has(VMCS_SHADOWING) ? Vmcs.SHADOW : 0);
    return e.vmcs.revision(link) == expected;
  }
}
