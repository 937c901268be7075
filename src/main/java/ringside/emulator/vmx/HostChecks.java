package ringside.emulator.vmx;

import static ringside.emulator.vmx.EntryCheck.check;
import static ringside.emulator.vmx.VmcsField.*;
import static ringside.emulator.vmx.VmxControl.*;

import java.util.List;
import ringside.emulator.cpu.ControlRegisters;

/** Checks on the host-state area (SDM, section of that name), in its order; they fail with 8. */
final class HostChecks {
  private static final int RPL_AND_TI = 7;

  // spotless:off
  static final List<EntryCheck> HOST = List.of(
      // Host control registers and MSRs
      check(HOST_CR0, "has the bits that VMX operation fixes", e -> e.isCr0(HOST_CR0, 0)),
      check(HOST_CR4, "has the bits that VMX operation fixes", e -> e.isCr4(HOST_CR4)),
      check(HOST_CR3, "is in the physical-address width", e -> e.isCr3(HOST_CR3)),
      check(HOST_SYSENTER_ESP, "is canonical", e -> e.isCanonical(HOST_SYSENTER_ESP)),
      check(HOST_SYSENTER_EIP, "is canonical", e -> e.isCanonical(HOST_SYSENTER_EIP)),
      check(HOST_IA32_PAT, "holds eight memory types", e ->
          !e.has(EXIT_LOAD_PAT) || e.isPat(HOST_IA32_PAT)),
      check(HOST_IA32_EFER, "has LMA and LME as the host address-space size", e ->
          !e.has(EXIT_LOAD_EFER)
              || e.isEfer(HOST_IA32_EFER, e.has(HOST_ADDRESS_SPACE_SIZE), true)),

      // Host segment and descriptor-table registers
      check(HOST_ES_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_ES_SELECTOR)),
      check(HOST_CS_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_CS_SELECTOR)),
      check(HOST_SS_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_SS_SELECTOR)),
      check(HOST_DS_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_DS_SELECTOR)),
      check(HOST_FS_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_FS_SELECTOR)),
      check(HOST_GS_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_GS_SELECTOR)),
      check(HOST_TR_SELECTOR, "has RPL and TI 0", e -> hasRplAndTi0(e, HOST_TR_SELECTOR)),
      check(HOST_CS_SELECTOR, "is not null", e -> e.get(HOST_CS_SELECTOR) != 0),
      check(HOST_TR_SELECTOR, "is not null", e -> e.get(HOST_TR_SELECTOR) != 0),
      check(HOST_SS_SELECTOR, "is not null for a 32-bit host", e ->
          e.has(HOST_ADDRESS_SPACE_SIZE) || e.get(HOST_SS_SELECTOR) != 0),
      check(HOST_FS_BASE, "is canonical", e -> e.isCanonical(HOST_FS_BASE)),
      check(HOST_GS_BASE, "is canonical", e -> e.isCanonical(HOST_GS_BASE)),
      check(HOST_GDTR_BASE, "is canonical", e -> e.isCanonical(HOST_GDTR_BASE)),
      check(HOST_IDTR_BASE, "is canonical", e -> e.isCanonical(HOST_IDTR_BASE)),
      check(HOST_TR_BASE, "is canonical", e -> e.isCanonical(HOST_TR_BASE)),

      // Address-space size
      check(ENTRY_CONTROLS, "has no IA-32e mode guest outside IA-32e mode", e ->
          e.inIa32eMode() || !e.guestIsIa32e()),
      check(EXIT_CONTROLS, "has the host address-space size that the processor is in", e ->
          e.inIa32eMode() == e.has(HOST_ADDRESS_SPACE_SIZE)),
      check(ENTRY_CONTROLS, "has no IA-32e mode guest for a 32-bit host", e ->
          e.has(HOST_ADDRESS_SPACE_SIZE) || !e.guestIsIa32e()),
      check(HOST_CR4, "has PCIDE clear for a 32-bit host", e ->
          e.has(HOST_ADDRESS_SPACE_SIZE)
              || (e.get(HOST_CR4) & ControlRegisters.CR4_PCIDE) == 0),
      check(HOST_RIP, "has bits 63:32 clear for a 32-bit host", e ->
          e.has(HOST_ADDRESS_SPACE_SIZE) || e.get(HOST_RIP) >>> 32 == 0),
      check(HOST_CR4, "has PAE set for a 64-bit host", e ->
          !e.has(HOST_ADDRESS_SPACE_SIZE)
              || (e.get(HOST_CR4) & ControlRegisters.CR4_PAE) != 0),
      check(HOST_RIP, "is canonical for a 64-bit host", e ->
          !e.has(HOST_ADDRESS_SPACE_SIZE) || e.isCanonical(HOST_RIP)));
  // spotless:on

  private HostChecks() {}

  private static boolean hasRplAndTi0(EntryContext entry, VmcsField selector) {
    return (entry.get(selector) & RPL_AND_TI) == 0;
  }
}
