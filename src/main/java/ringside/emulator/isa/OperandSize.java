package ringside.emulator.isa;

/**
 * The operand type letters of the SDM (Vol. 2, Appendix A, "Codes for Operand Type"), with a few of
 * our own for what Intel leaves to prose.
 */
public enum OperandSize {
  /** No size: the memory operand of LEA or INVLPG. */
  NONE(""),
  B("b"),
  W("w"),
  D("d"),
  Q("q"),
  DQ("dq"),
  QQ("qq"),
  /** 10-byte x87 real or BCD. */
  T("t"),
  /** Byte that is sign-extended to the operand size: the {@code Ibs} of opcodes 6A, 6B and 83. */
  BS("bs"),
  /** Word, doubleword or quadword by the operand size. */
  V("v"),
  /** Word if the operand size is 16, else doubleword. */
  Z("z"),
  /** Quadword if the operand size is 64, else doubleword. */
  Y("y"),
  /** Far pointer: a selector after an offset of the operand size. */
  P("p"),
  /** Pseudo-descriptor: limit and base, 6 bytes, or 10 in 64-bit code. */
  S("s"),
  /** Two bounds, each of the operand size. */
  A("a"),
  /** Packed and scalar floating point, packed integers of 64 bits. */
  PS("ps"),
  PD("pd"),
  SS("ss"),
  SD("sd"),
  PI("pi"),
  X("x");

  private final String letters;

  OperandSize(String letters) {
    this.letters = letters;
  }

  /** As the manual writes it: {@code "v"}. */
  public String letters() {
    return letters;
  }

  /** Whether the operand size attribute decides. */
  public boolean followsOperandSize() {
    return switch (this) {
      case BS, V, Z, Y, P, A -> true;
      case NONE, B, W, D, Q, DQ, QQ, T, S, PS, PD, SS, SD, PI, X -> false;
    };
  }

  /** Size in bytes, 0 for none, given the operand size in bytes and the code's mode. */
  public int bytes(int operandSize, CodeMode mode) {
    return switch (this) {
      case NONE -> 0;
      case B -> 1;
      case W -> 2;
      case D, SS -> 4;
      case Q, SD, PI -> 8;
      case T -> 10;
      case DQ, PS, PD, X -> 16;
      case QQ -> 32;
      case BS, V -> operandSize;
      case Z -> Math.min(operandSize, 4);
      case Y -> Math.max(operandSize, 4);
      case P -> operandSize + 2;
      case S -> mode == CodeMode.BITS_64 ? 10 : 6;
      case A -> 2 * operandSize;
    };
  }
}
