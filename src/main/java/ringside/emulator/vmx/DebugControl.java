package ringside.emulator.vmx;

/** Bits of IA32_DEBUGCTL that this processor has. */
final class DebugControl {
  static final long LBR = 1;
  static final long BTF = 1 << 1;

  static final long DEFINED = LBR | BTF;

  private DebugControl() {}
}
