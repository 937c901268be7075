package ringside.emulator.engine;

import java.util.Set;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.engine.Node.Op;
import ringside.emulator.isa.DecodedInstruction;

/** Those of an instruction of which only the form is known. */
record Abstract(Nodes nodes) implements Literals {
  /** Which number a {@link Op#LITERAL} is. */
  enum Number {
    IMMEDIATE,
    DISPLACEMENT,
    SCALE,
    /** Offset of the next instruction in the block. */
    NEXT_OFFSET
  }

  /** Registers that an instruction names, behind the sixteen that handlers know by themselves. */
  static final int FIRST = 16;

  static final int SECOND = 17;
  static final int BASE = 18;
  static final int INDEX = 19;
  static final int REGISTERS = 20;

  /** What all instructions of a form answer alike. */
  private static final Set<String> SAME = Set.of("operandSize", "size", "condition");

  Node number(Number number) {
    return nodes.leaf(Op.LITERAL, number.ordinal());
  }

  @Override
  public Node immediate(DecodedInstruction instruction, boolean second) {
    if (second) {
      throw new NotEvaluable("a second immediate");
    }
    return nodes.signExtend(number(Number.IMMEDIATE));
  }

  @Override
  public Node displacement(DecodedInstruction instruction) {
    return nodes.signExtend(number(Number.DISPLACEMENT));
  }

  @Override
  public Node scale(DecodedInstruction instruction) {
    return number(Number.SCALE);
  }

  @Override
  public int register(DecodedInstruction instruction, int at) {
    if (at > 1 || instruction.register(at) >= LogicalProcessor.AH) {
      throw new NotEvaluable("a third register, or a high byte");
    }
    return FIRST + at;
  }

  @Override
  public int base(DecodedInstruction instruction) {
    return BASE;
  }

  @Override
  public int index(DecodedInstruction instruction) {
    return INDEX;
  }

  @Override
  public boolean mayAsk(String accessor) {
    return SAME.contains(accessor);
  }
}
