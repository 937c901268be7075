package ringside.emulator.isa;

import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.OperandCode.Place;

/** Whether the operands of a line are of the kinds that a form takes, whatever their sizes. */
final class OperandKinds {
  private OperandKinds() {}

  /** The number of the first operand that is of the wrong kind, or {@link OperandMatch#SIZES}. */
  static int stage(Form form, EncodingRequest request) {
    for (int i = 0; i < form.operands().size(); i++) {
      if (!fits(form, request, i)) {
        return i;
      }
    }
    return OperandMatch.SIZES;
  }

  private static boolean fits(Form form, EncodingRequest request, int at) {
    OperandCode code = form.operands().get(at);
    Place place = code.place();
    return switch (request.operands().get(at)) {
      case RegisterOperand(Register register) ->
          place.kind() == register.kind()
              && switch (place) {
                case FIXED_GENERAL, FIXED_SEGMENT, FIXED_X87, FIXED_XMM ->
                    register.number() == code.number();
                default -> true;
              };
      case MemoryOperand memory ->
          (place == Place.MEMORY
                  || place.registerOrMemory()
                  || place == Place.OFFSET && offsetFits(memory, request))
              && form.row().opcode().form() != Opcode.Form.REGISTER
              && reachFits(form, code, memory);
      case ImmediateOperand immediate ->
          switch (place) {
            case IMMEDIATE -> true;
            case RELATIVE -> immediate.reach() != Reach.FAR;
            case CONSTANT ->
                immediate.value() == code.number()
                    && immediate.resolution() != Resolution.ADDRESS
                    && immediate.size() == 0;
            default -> false;
          };
      case FarPointerOperand _ -> place == Place.FAR_POINTER;
    };
  }

  /** Whether NASM takes the form with a whole offset: in 64-bit code only where it is asked for. */
  private static boolean offsetFits(MemoryOperand memory, EncodingRequest request) {
    return memory.address().terms().isEmpty()
        && (request.mode() != CodeMode.BITS_64
            || memory.address().displacementSize() == 8
            || request.addressSizePrefix() == 4);
  }

  private static boolean reachFits(Form form, OperandCode code, MemoryOperand memory) {
    boolean far = code.size() == OperandSize.P && form.operands().size() == 1;
    return switch (memory.reach()) {
      case FAR -> far;
      case NEAR, ANY -> !far;
      case SHORT -> false;
    };
  }
}
