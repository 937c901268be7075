package ringside.emulator.vmx;

/** Why a VMX instruction failed (SDM, "VM Instruction Error Numbers"). */
public enum VmInstructionError {
  // spotless:off
  VMCALL_IN_ROOT                (1),
  VMCLEAR_INVALID_ADDRESS       (2),
  VMCLEAR_VMXON_POINTER         (3),
  VMLAUNCH_NOT_CLEAR            (4),
  VMRESUME_NOT_LAUNCHED         (5),
  VMRESUME_AFTER_VMXOFF         (6),
  ENTRY_INVALID_CONTROL         (7),
  ENTRY_INVALID_HOST_STATE      (8),
  VMPTRLD_INVALID_ADDRESS       (9),
  VMPTRLD_VMXON_POINTER         (10),
  VMPTRLD_WRONG_REVISION        (11),
  UNSUPPORTED_COMPONENT         (12),
  READ_ONLY_COMPONENT           (13),
  VMXON_IN_ROOT                 (15),
  ENTRY_BLOCKED_BY_MOV_SS       (26),
  INVALID_INVALIDATION_OPERAND  (28);
  // spotless:on

  private final int number;

  VmInstructionError(int number) {
    this.number = number;
  }

  /** What the VM-instruction error field holds. */
  public int number() {
    return number;
  }
}
