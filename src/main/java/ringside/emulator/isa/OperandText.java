package ringside.emulator.isa;

import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;

/** Words for operands in messages. */
final class OperandText {
  private OperandText() {}

  static String kind(Operand operand) {
    return switch (operand) {
      case RegisterOperand(Register register) -> "the register " + register;
      case ImmediateOperand _ -> "a number";
      case MemoryOperand _ -> "memory";
      case FarPointerOperand _ -> "a far pointer";
    };
  }

  static int size(Operand operand) {
    return switch (operand) {
      case RegisterOperand(Register register) -> register.size();
      case ImmediateOperand immediate -> immediate.size();
      case MemoryOperand memory -> memory.size();
      case FarPointerOperand pointer -> pointer.size();
    };
  }
}
