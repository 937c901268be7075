package ringside.emulator.cpu;

/** The exceptions (SDM, "Protected-Mode Exceptions and Interrupts"), named by their mnemonics. */
public enum Vector {
  DE(0, Kind.CONTRIBUTORY),
  DB(1, Kind.BENIGN),
  NMI(2, Kind.BENIGN),
  BP(3, Kind.BENIGN),
  OF(4, Kind.BENIGN),
  BR(5, Kind.BENIGN),
  UD(6, Kind.BENIGN),
  NM(7, Kind.BENIGN),
  DF(8, Kind.DOUBLE_FAULT),
  TS(10, Kind.CONTRIBUTORY),
  NP(11, Kind.CONTRIBUTORY),
  SS(12, Kind.CONTRIBUTORY),
  GP(13, Kind.CONTRIBUTORY),
  PF(14, Kind.PAGE_FAULT),
  MF(16, Kind.BENIGN),
  AC(17, Kind.BENIGN),
  MC(18, Kind.BENIGN),
  XM(19, Kind.BENIGN),
  VE(20, Kind.PAGE_FAULT),
  CP(21, Kind.CONTRIBUTORY);

  /** How an exception combines with one that was being delivered (SDM, "Double Fault"). */
  enum Kind {
    BENIGN,
    CONTRIBUTORY,
    PAGE_FAULT,
    DOUBLE_FAULT
  }

  private final int number;
  private final Kind kind;

  Vector(int number, Kind kind) {
    this.number = number;
    this.kind = kind;
  }

  /** Index into the IDT. */
  public int number() {
    return number;
  }

  Kind kind() {
    return kind;
  }

  /** Whether delivery in protected mode pushes an error code. */
  public boolean hasErrorCode() {
    return switch (this) {
      case DF, TS, NP, SS, GP, PF, AC, CP -> true;
      case DE, DB, NMI, BP, OF, BR, UD, NM, MF, MC, XM, VE -> false;
    };
  }
}
