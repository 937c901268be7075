package ringside.emulator.cpu;

/**
 * The system bits of RFLAGS (SDM, "EFLAGS Register"). The status flags are {@link Alu}'s constants.
 */
public final class Rflags {
  public static final long FIXED = 1 << 1;
  public static final long TF = 1 << 8;
  public static final long IF = 1 << 9;
  public static final long DF = 1 << 10;
  public static final long IOPL = 3 << 12;
  public static final long NT = 1 << 14;
  public static final long RF = 1 << 16;
  public static final long VM = 1 << 17;
  public static final long AC = 1 << 18;
  public static final long VIF = 1 << 19;
  public static final long VIP = 1 << 20;
  public static final long ID = 1 << 21;

  /** All bits that exist. */
  public static final long DEFINED =
      Alu.STATUS_FLAGS | TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

  /** Bits that, once set, make the next instruction boundary one to look at. */
  static final long ATTENTION = TF | IF | RF;

  /** Bits that decide how the next instruction is run. */
  static final long CONTEXT = VM | AC;

  private Rflags() {}
}
