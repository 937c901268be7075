package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import ringside.emulator.cpu.ThreadedLoop;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * The local variables of the {@link LoopWriter}'s method, and where in an instruction's word a case
 * finds its operands.
 */
final class LoopVariables implements Leaves {
  static final int CPU = 1;

  /** The block that runs. */
  static final int CODE = 2;

  /** The tick to stop at. */
  static final int UNTIL = 3;

  static final int STATE = 5;
  static final int REGISTERS = 6;
  static final int ALU = 7;
  static final int READ_TAGS = 8;
  static final int WRITE_TAGS = 9;
  static final int ARRAYS = 10;

  /** Ticks left, those of the running block already taken off. */
  static final int REMAINING = 11;

  /** RIP of the block's first instruction. */
  static final int RIP = 12;

  static final int WORDS = 14;

  /** Number of the word that runs. */
  static final int AT = 15;

  static final int WORD = 16;

  /** Where control goes. */
  static final int NEW_RIP = 18;

  static final int NEW_CODE = 20;

  /** {@code Tlb.epoch} of code; when it changes the loop ends. */
  static final int EPOCH = 21;

  /** The page of the top of the stack, and its number, or -1: direct access to it is open. */
  static final int STACK_PAGE = 23;

  static final int STACK_TAG = 24;

  private static final int TEMPORARIES = 26;

  // An instruction's word.

  /** Numbers of registers, 4 bits each, in the order of {@link Abstract}. */
  private static final int FIRST = ThreadedLoop.CASE_BITS;

  private static final int SECOND = FIRST + 4;
  private static final int BASE = FIRST + 8;
  private static final int INDEX = FIRST + 12;
  private static final int SCALE = FIRST + 16;

  /** An immediate, a displacement, or how far a branch goes from the block's beginning. */
  static final int NUMBER = 32;

  private final boolean displaced;
  private int next = TEMPORARIES;

  /**
   * For the instructions of one form.
   *
   * @param displaced whether they have an address
   */
  LoopVariables(boolean displaced) {
    this.displaced = displaced;
  }

  /** The word of an instruction, without its case. */
  static long word(DecodedInstruction instruction) {
    long word = 0;
    for (int at = 0; at < Math.min(instruction.operandCount(), 2); at++) {
      if (instruction.kind(at) == OperandKind.GENERAL) {
        word |= (long) instruction.register(at) << (at == 0 ? FIRST : SECOND);
      }
    }
    long number = instruction.immediate();
    if (instruction.hasMemory()) {
      word |= (long) Math.max(instruction.base(), 0) << BASE;
      word |= (long) Math.max(instruction.index(), 0) << INDEX;
      word |= (long) Integer.numberOfTrailingZeros(instruction.scale()) << SCALE;
      number = instruction.displacement();
    }
    return word | number << NUMBER;
  }

  /** Pushes the number of a register. */
  void pushNumber(CodeBuilder code, int register) {
    if (register < Abstract.FIRST) {
      code.loadConstant(register);
    } else {
      int field = FIRST + 4 * (register - Abstract.FIRST);
      code.lload(WORD).loadConstant(field).lushr().l2i().loadConstant(0xF).iand();
    }
  }

  @Override
  public void push(CodeBuilder code, Node leaf) {
    switch (leaf.op) {
      case REGISTER_LONG -> {
        code.aload(REGISTERS);
        pushNumber(code, (int) leaf.value);
        code.laload();
      }
      case FLAG_INT, FLAG_LONG -> {
        code.aload(ALU);
        Runtime.call(code, FlagField.values()[(int) leaf.value].fieldName());
      }
      case PAGE_RIP -> code.lload(RIP);
      case LITERAL -> literal(code, Abstract.Number.values()[(int) leaf.value]);
      default -> throw new IllegalStateException(leaf.op + " is not there");
    }
  }

  private void literal(CodeBuilder code, Abstract.Number number) {
    switch (number) {
      case DISPLACEMENT -> upperHalf(code);
      case SCALE -> code.lload(WORD).loadConstant(SCALE).lushr().l2i().loadConstant(3).iand();
      case IMMEDIATE -> {
        if (displaced) {
          extra(code);
        } else {
          upperHalf(code);
        }
      }
      case NEXT_OFFSET -> extra(code);
    }
  }

  private static void upperHalf(CodeBuilder code) {
    code.lload(WORD).loadConstant(NUMBER).lshr().l2i();
  }

  private static void extra(CodeBuilder code) {
    code.aload(CODE).iload(AT);
    Runtime.call(code, "extra");
  }

  @Override
  public int temporary(char type) {
    int slot = next;
    next += type == 'J' ? 2 : 1;
    return slot;
  }
}
