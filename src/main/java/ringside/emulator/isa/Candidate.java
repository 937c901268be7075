package ringside.emulator.isa;

/** A row with its decoding conditions as bit masks. */
final class Candidate {
  final InstructionRow row;
  final OperandCode[] operands;

  /** Bit per ordinal of the {@link Opcode.MandatoryPrefix} that stands before the opcode. */
  final int prefixes;

  /** Bit 0 for W clear, bit 1 for W set. */
  final int wide;

  /** Sizes in bytes, which are bits of their own: 2, 4, 8. */
  final int operandSizes;

  final int addressSizes;

  /** The only ModRM byte, or -1. */
  final int modRm;

  /** Whether REX.B makes the byte another row's register. */
  final boolean withoutRexB;

  final boolean default64;
  final boolean forced64;
  final boolean lockable;
  final boolean repeats;

  /** Whether ModRM.mod is ignored: MOV to and from control and debug registers. */
  final boolean modIgnored;

  /** Whether an operand is in VEX.vvvv, which otherwise must be all ones. */
  final boolean usesVvvv;

  Candidate(InstructionRow row, boolean withoutRexB) {
    this.row = row;
    this.withoutRexB = withoutRexB;
    operands = row.operands().toArray(OperandCode[]::new);
    Opcode opcode = row.opcode();
    RowAttributes attributes = row.attributes();
    prefixes =
        switch (opcode.prefix()) {
          case ANY -> -1;
          case NONE, P66, PF2, PF3 -> 1 << opcode.prefix().ordinal();
        };
    wide =
        switch (opcode.wide()) {
          case ANY -> 3;
          case W0 -> 1;
          case W1 -> 2;
        };
    operandSizes = attributes.operandSizes();
    addressSizes = attributes.addressSizes();
    modRm = opcode.modRm() == Opcode.ModRm.FIXED ? opcode.digit() : -1;
    default64 = attributes.has(RowAttributes.Flag.D64);
    forced64 = attributes.has(RowAttributes.Flag.F64);
    lockable = attributes.has(RowAttributes.Flag.LOCK);
    repeats = attributes.repeats();
    boolean special = false;
    boolean vvvv = false;
    for (OperandCode operand : operands) {
      OperandCode.Place place = operand.place();
      special |= place == OperandCode.Place.REG_CONTROL || place == OperandCode.Place.REG_DEBUG;
      vvvv |= place == OperandCode.Place.VEX_GENERAL || place == OperandCode.Place.VEX_XMM;
    }
    modIgnored = special;
    usesVvvv = vvvv;
  }

  /** Whether ModRM with reg and form {@code key} (8 + reg for registers) can be this row. */
  boolean admits(int key) {
    Opcode opcode = row.opcode();
    boolean register = key >= 8;
    int reg = key & 7;
    if (!modIgnored
        && opcode.form() != Opcode.Form.ANY
        && register != (opcode.form() == Opcode.Form.REGISTER)) {
      return false;
    }
    return switch (opcode.modRm()) {
      case NONE, SUFFIX, REG -> true;
      case DIGIT -> reg == opcode.digit();
      case FIXED -> register == opcode.digit() >= 0xC0 && reg == (opcode.digit() >> 3 & 7);
    };
  }

  /** How much the row asks for: the row that asks for more is tried first. */
  int specificity() {
    Opcode opcode = row.opcode();
    return (modRm >= 0 ? 128 : 0)
        + (opcode.modRm() == Opcode.ModRm.DIGIT ? 64 : 0)
        + (prefixes != -1 ? 32 : 0)
        + (wide != 3 ? 16 : 0)
        + ((operandSizes & addressSizes) != RowAttributes.ALL_SIZES ? 8 : 0)
        + (opcode.form() == Opcode.Form.ANY ? 0 : 4)
        + (opcode.block() == Opcode.Block.REGISTER ? 0 : 2)
        + (row.attributes().has(RowAttributes.Flag.ALIAS) ? 0 : 1);
  }

  /** Whether bytes exist that are both rows. */
  boolean overlaps(Candidate other) {
    return (modRm < 0 || other.modRm < 0 || modRm == other.modRm)
        && (prefixes & other.prefixes) != 0
        && (wide & other.wide) != 0
        && (operandSizes & other.operandSizes) != 0
        && (addressSizes & other.addressSizes) != 0;
  }
}
