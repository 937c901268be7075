package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.RowAttributes.Flag;

/** Which operand sizes, in bytes, an encoder tries. */
final class OperandSizes {
  private OperandSizes() {}

  /** All that the form has in code of {@code mode}, the one without prefix first. */
  static List<Integer> of(Form form, CodeMode mode) {
    boolean wide = mode == CodeMode.BITS_64;
    int natural = natural(form, mode);
    List<Integer> sizes = new ArrayList<>(List.of(natural));
    boolean fixed = form.row().opcode().wide() == Opcode.Wide.W1 || wide && form.has(Flag.F64);
    for (int size = 2; size <= (wide ? 8 : 4) && !fixed; size *= 2) {
      boolean lost = wide && form.has(Flag.D64) && size == 4;
      boolean vex = form.row().opcode().map().vex() && size == 2;
      boolean prefixed = size != 8 && form.row().opcode().prefix() == Opcode.MandatoryPrefix.NONE;
      if (size != natural && !lost && !vex && !prefixed) {
        sizes.add(size);
      }
    }
    int rowSizes = form.row().attributes().operandSizes();
    sizes.removeIf(size -> (rowSizes & size) == 0);
    return sizes;
  }

  /** Those to try for a line: all if it says anything of sizes, else the one without prefix. */
  static List<Integer> of(Form form, EncodingRequest request) {
    boolean wide = request.mode() == CodeMode.BITS_64;
    int natural = natural(form, request.mode());
    int stated = request.operandSizePrefix();
    if (stated != 0) {
      boolean fixed = wide && (form.has(Flag.F64) || natural == 8 && stated == 4);
      return List.of(fixed ? 8 : stated);
    }
    boolean depends = form.row().attributes().operandSizes() != RowAttributes.ALL_SIZES;
    for (int i = 0; i < form.operands().size(); i++) {
      OperandCode code = form.operands().get(i);
      Operand operand = request.operands().get(i);
      depends |=
          switch (operand) {
            case RegisterOperand _ -> code.size().followsOperandSize();
            case MemoryOperand _ -> code.memorySize().followsOperandSize();
            case ImmediateOperand immediate -> immediate.size() != 0;
            case FarPointerOperand pointer -> pointer.size() != 0;
          };
      if (operand instanceof MemoryOperand memory && unsizedBranch(form, memory)) {
        return List.of(wide ? 8 : natural);
      }
    }
    return depends ? of(form, request.mode()) : List.of(natural);
  }

  /** Whether it is CALL or JMP through memory of no stated size, which has the default size. */
  static boolean unsizedBranch(Form form, MemoryOperand operand) {
    return operand.size() == 0
        && form.operands().size() == 1
        && (form.has(Flag.F64) || form.operands().getFirst().size() == OperandSize.P);
  }

  /** The operand size without a prefix. */
  private static int natural(Form form, CodeMode mode) {
    boolean eight =
        mode == CodeMode.BITS_64 && (form.has(Flag.D64) || form.has(Flag.F64))
            || form.row().opcode().wide() == Opcode.Wide.W1;
    return eight ? 8 : mode.operandSize();
  }
}
