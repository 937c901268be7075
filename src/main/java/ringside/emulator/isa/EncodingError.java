package ringside.emulator.isa;

import java.util.List;

/** Why a line is no instruction: an author's mistake, in words for a learner. */
public sealed interface EncodingError extends EncodingResult {
  /** What is wrong, one sentence without a full stop. */
  String what();

  /** What to do about it, or empty. */
  String fix();

  /**
   * No row has the mnemonic.
   *
   * @param near similar names, the nearest first
   */
  record UnknownMnemonic(String mnemonic, List<String> near) implements EncodingError {
    @Override
    public String what() {
      return "there is no instruction " + mnemonic;
    }

    @Override
    public String fix() {
      return near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "?";
    }
  }

  /** The rows take another number of operands. */
  record OperandCount(String mnemonic, int given, List<String> forms) implements EncodingError {
    @Override
    public String what() {
      return mnemonic + " does not take " + (given == 1 ? "1 operand" : given + " operands");
    }

    @Override
    public String fix() {
      return "write " + String.join(" or ", forms);
    }
  }

  /** No row takes such an operand there. */
  record OperandMismatch(String mnemonic, int operand, String given, List<String> forms)
      implements EncodingError {
    @Override
    public String what() {
      return "operand %d of %s cannot be %s".formatted(operand + 1, mnemonic, given);
    }

    @Override
    public String fix() {
      return "write " + String.join(" or ", forms);
    }
  }

  /** The operands are of kinds that fit together, but their sizes are not. */
  record SizeMismatch(String mnemonic, List<Integer> sizes, List<String> forms)
      implements EncodingError {
    @Override
    public String what() {
      return "the operands of %s do not have sizes that go together: %s"
          .formatted(
              mnemonic,
              String.join(
                  ", ",
                  sizes.stream().map(size -> size == 0 ? "none" : size * 8 + " bits").toList()));
    }

    @Override
    public String fix() {
      return "write " + String.join(" or ", forms);
    }
  }

  /** Nothing tells how wide the memory operand is. */
  record SizeUnspecified(String mnemonic, List<String> sizes) implements EncodingError {
    @Override
    public String what() {
      return "nothing tells how much memory " + mnemonic + " works on";
    }

    @Override
    public String fix() {
      return "write " + String.join(" or ", sizes) + " before the bracket";
    }
  }

  /** The instruction, or a register of it, does not exist in this code. */
  record NotInMode(String subject, CodeMode mode, List<CodeMode> modes) implements EncodingError {
    @Override
    public String what() {
      return subject + " does not exist in " + mode.bits() + "-bit code";
    }

    @Override
    public String fix() {
      return "it needs bits "
          + String.join(" or ", modes.stream().map(mode -> String.valueOf(mode.bits())).toList());
    }
  }

  /** Registers or numbers that no addressing form can hold. */
  record BadAddress(String why, String fix) implements EncodingError {
    @Override
    public String what() {
      return "the processor cannot address memory like this: " + why;
    }
  }

  /** AH CH DH BH beside something that needs a REX prefix. */
  record HighByteWithRex(Register high) implements EncodingError {
    @Override
    public String what() {
      return high + " cannot stand in an instruction that needs a REX prefix";
    }

    @Override
    public String fix() {
      return "use a low byte register, or no 64-bit register beside " + high;
    }
  }

  /** A prefix that the instruction does not take. */
  record BadPrefix(InstructionPrefix prefix, String mnemonic, String why) implements EncodingError {
    @Override
    public String what() {
      return "%s cannot stand before %s: %s".formatted(prefix, mnemonic, why);
    }

    @Override
    public String fix() {
      return "remove " + prefix;
    }
  }

  /** A branch that can only be short, and is not. */
  record TooFar(String mnemonic, long distance) implements EncodingError {
    @Override
    public String what() {
      return "%s reaches from -128 to 127 bytes, and its target is %d away"
          .formatted(mnemonic, distance);
    }

    @Override
    public String fix() {
      return "move the target nearer, or jump over a near JMP";
    }
  }
}
