package ringside.emulator.engine;

import ringside.emulator.isa.DecodedInstruction;

/** What an evaluation takes for the numbers and registers that an instruction names. */
interface Literals {
  Node immediate(DecodedInstruction instruction, boolean second);

  Node displacement(DecodedInstruction instruction);

  /** By how many bits the index register is shifted; an int. */
  Node scale(DecodedInstruction instruction);

  /** Index in {@link GuestState#registers} of operand {@code at}. */
  int register(DecodedInstruction instruction, int at);

  /** That of the base of the address, or negative. */
  int base(DecodedInstruction instruction);

  int index(DecodedInstruction instruction);

  /** Whether a handler may have an answer of a decoded instruction while it is evaluated. */
  boolean mayAsk(String accessor);

  /** Those of the very instruction. */
  record Known(Nodes nodes) implements Literals {
    @Override
    public Node immediate(DecodedInstruction instruction, boolean second) {
      return nodes.constant(second ? instruction.immediate2() : instruction.immediate());
    }

    @Override
    public Node displacement(DecodedInstruction instruction) {
      return nodes.constant(instruction.displacement());
    }

    @Override
    public Node scale(DecodedInstruction instruction) {
      return nodes.constant(Integer.numberOfTrailingZeros(instruction.scale()));
    }

    @Override
    public int register(DecodedInstruction instruction, int at) {
      return instruction.register(at);
    }

    @Override
    public int base(DecodedInstruction instruction) {
      return instruction.base();
    }

    @Override
    public int index(DecodedInstruction instruction) {
      return instruction.index();
    }

    @Override
    public boolean mayAsk(String accessor) {
      return true;
    }
  }
}
