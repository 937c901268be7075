package ringside.emulator.isa;

import ringside.emulator.isa.EncodingResult.Field;
import ringside.emulator.isa.EncodingResult.Part;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;

/** Numbers of operands and the fields that take them. */
final class FieldValue {
  private FieldValue() {}

  /** The number of {@code operand} that {@code part} names. */
  static long of(Operand operand, Part part) {
    return switch (operand) {
      case ImmediateOperand immediate -> immediate.value();
      case MemoryOperand memory -> memory.address().displacement();
      case FarPointerOperand pointer ->
          part == Part.SELECTOR ? pointer.selector().value() : pointer.offset().value();
      case RegisterOperand _ -> 0;
    };
  }

  /** Whether {@code value} is whole in the field, read as a signed or as an unsigned number. */
  static boolean fits(long value, Field field, Form form, int operandSize) {
    if (field.size() == 8) {
      return true;
    }
    int bits = field.size() * 8;
    boolean signed = value >= -1L << (bits - 1);
    boolean below = value < 1L << (bits - 1);
    OperandSize code = form.operands().get(field.operand()).size();
    boolean extended =
        field.part() == Part.IMMEDIATE
            && (code == OperandSize.BS || code == OperandSize.Z && operandSize == 8)
            && !field.relative();
    if (!extended) {
      return signed && value < 1L << bits;
    }
    // a number that is negative at the operand size, as 0xFFFF is at 16 bits
    long cut = operandSize == 8 ? value : value << 64 - operandSize * 8 >> 64 - operandSize * 8;
    return signed && below || cut >= -1L << (bits - 1) && cut < 1L << (bits - 1);
  }
}
