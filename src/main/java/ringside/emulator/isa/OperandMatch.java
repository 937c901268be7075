package ringside.emulator.isa;

import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.OperandCode.Place;
import ringside.emulator.isa.RowAttributes.Flag;

/** Whether operands of the right kinds have the sizes of a form with one operand size. */
final class OperandMatch {
  /** The first stage at which all operands are of the right kind. */
  static final int SIZES = 4;

  /** The stage at which the sizes fit too. */
  static final int COMPLETE = 5;

  private final Form form;
  private final EncodingRequest request;
  private final CodeMode mode;
  private final int operandSize;
  private final boolean fits;
  private boolean lossy;
  private int guessedSize;

  OperandMatch(Form form, EncodingRequest request, int operandSize) {
    this.form = form;
    this.request = request;
    this.operandSize = operandSize;
    mode = request.mode();
    fits = match();
  }

  /** Whether the sizes fit. */
  boolean fits() {
    return fits;
  }

  /** Whether an immediate field is narrower than what is written into it. */
  boolean lossy() {
    return lossy;
  }

  /** Size of a memory operand whose size the line does not tell, else 0. */
  int guessedSize() {
    return guessedSize;
  }

  private boolean match() {
    if ((form.row().attributes().operandSizes() & operandSize) == 0) {
      return false;
    }
    for (int i = 0; i < form.operands().size(); i++) {
      if (!sizeFits(form.operands().get(i), request.operands().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** XCHG EAX, EAX clears the upper half of RAX, but its short form is NOP. */
  private boolean nop(OperandCode code, Register register) {
    return form.row().opcode().value() == 0x90
        && code.place() == Place.OPCODE_GENERAL
        && register.number() == 0
        && mode == CodeMode.BITS_64
        && operandSize == 4;
  }

  private boolean sizeFits(OperandCode code, Operand operand) {
    return switch (operand) {
      case RegisterOperand(Register register) ->
          !register.general()
              || register.size() == code.size().bytes(operandSize, mode) && !nop(code, register);
      case MemoryOperand memory -> memorySizeFits(code, memory);
      case ImmediateOperand immediate -> immediateFits(code, immediate);
      case FarPointerOperand pointer ->
          operandSize != 8 && (pointer.size() == 0 || pointer.size() == operandSize);
    };
  }

  private boolean memorySizeFits(OperandCode code, MemoryOperand memory) {
    int bytes = code.memorySize().bytes(operandSize, mode);
    return switch (code.memorySize()) {
      case NONE -> true;
      case P, A -> memory.size() == 0 || memory.size() == operandSize;
      case S -> memory.size() == 0 || memory.size() == bytes;
      default -> {
        if (memory.size() == 0 && !OperandSizes.unsizedBranch(form, memory)) {
          guessedSize = bytes;
        }
        yield memory.size() == 0 || memory.size() == bytes;
      }
    };
  }

  /** Whether the immediate may go into the field; sets {@link #lossy} where it would be cut. */
  private boolean immediateFits(OperandCode code, ImmediateOperand immediate) {
    int stated = immediate.size();
    long value = immediate.value();
    boolean known = immediate.resolution() != Resolution.ADDRESS;
    if (code.place() == Place.RELATIVE) {
      return relativeFits(code, immediate);
    }
    if (code.place() == Place.CONSTANT) {
      return true;
    }
    switch (code.size()) {
      case BS -> {
        if (stated == 1) {
          return true;
        }
        long cut = operandSize == 2 ? (short) value : (int) value;
        return !immediate.strict()
            && known
            && cut == (byte) cut
            && (stated == 0
                || stated == operandSize
                || stated == 4 && operandSize == 8 && pushes());
      }
      case D -> {
        // zero-extended into a wider register: MOV RAX as MOV EAX
        return !immediate.strict()
            && known
            && value >>> 32 == 0
            && (stated == 0 || stated == operandSize);
      }
      case Z -> {
        if (operandSize == 8) {
          lossy = !known && !pushes() || value != (int) value || immediate.strict() && stated == 8;
          lossy &= stated != 4;
        }
        return stated == 0 || stated == operandSize || stated == 4 && operandSize == 8;
      }
      default -> {
        return stated == 0 || stated == code.size().bytes(operandSize, mode);
      }
    }
  }

  /** Whether the immediate is the only operand: PUSH takes dword for the 64-bit push of one. */
  private boolean pushes() {
    return form.operands().size() == 1 && form.has(Flag.D64);
  }

  private boolean relativeFits(OperandCode code, ImmediateOperand target) {
    boolean byteOnly = code.size() == OperandSize.B;
    return switch (target.reach()) {
      case SHORT -> byteOnly;
      case NEAR -> !byteOnly;
      case ANY, FAR ->
          byteOnly
              ? target.size() == 0 && !target.strict()
              : target.size() == 0 || target.size() == operandSize;
    };
  }
}
