package ringside.emulator.vmx;

/** Bits of the guest's interruptibility state (SDM, "Guest Non-Register State"). */
final class Interruptibility {
  static final int STI = 1;
  static final int MOV_SS = 1 << 1;
  static final int SMI = 1 << 2;
  static final int NMI = 1 << 3;
  static final int RESERVED = ~(STI | MOV_SS | SMI | NMI);

  private Interruptibility() {}
}
