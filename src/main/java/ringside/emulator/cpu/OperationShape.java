package ringside.emulator.cpu;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;
import ringside.emulator.isa.Repeat;

/**
 * All that the code which calls an instruction's method depends on, so that two instructions of the
 * same shape can share it: not which register, but that it is one, and how wide.
 *
 * @param base whether the memory operand has one; {@code index} and {@code ripRelative} likewise
 */
public record OperationShape(
    Method method,
    List<Operand> operands,
    int operandSize,
    int addressSize,
    boolean base,
    boolean index,
    boolean ripRelative,
    Repeat repeat) {

  /**
   * One operand.
   *
   * @param size bytes, 0 where the row gives none
   * @param highByte AH, CH, DH or BH
   * @param second the second immediate
   */
  public record Operand(OperandKind kind, int size, boolean highByte, boolean second) {
    boolean isPacked() {
      return kind == OperandKind.MMX || kind == OperandKind.XMM;
    }
  }

  public static OperationShape of(DecodedInstruction instruction) {
    List<Operand> operands = new ArrayList<>(instruction.operandCount());
    for (int at = 0; at < instruction.operandCount(); at++) {
      OperandKind kind = instruction.kind(at);
      boolean highByte =
          kind == OperandKind.GENERAL && instruction.register(at) >= LogicalProcessor.AH;
      boolean second = kind == OperandKind.IMMEDIATE && Operands.isSecondImmediate(instruction, at);
      operands.add(new Operand(kind, instruction.size(at), highByte, second));
    }
    boolean memory = instruction.hasMemory();
    return new OperationShape(
        instruction.row().method(),
        operands,
        instruction.operandSize(),
        instruction.addressSize(),
        memory && instruction.base() >= 0,
        memory && instruction.index() >= 0,
        memory && instruction.ripRelative(),
        instruction.repeat());
  }

  /** The same with another address size. */
  public OperationShape withAddressSize(int size) {
    return new OperationShape(
        method, operands, operandSize, size, base, index, ripRelative, repeat);
  }

  /** How many operands the method takes as values: all, or all but the first. */
  public int valueParameters() {
    int count = 0;
    for (Class<?> type : method.getParameterTypes()) {
      if (type == long.class) {
        count++;
      }
    }
    return count;
  }

  /** Whether the method's result is written to the first operand. */
  public boolean writesFirst() {
    return method.getReturnType() == long.class;
  }

  /** Whether the method's first value parameter is the first operand. */
  public boolean readsFirst() {
    return valueParameters() == operands.size() && !operands.isEmpty();
  }

  /** Whether the method is applied to each quadword of an MMX or XMM register. */
  boolean isPacked() {
    return writesFirst() && operands.getFirst().isPacked();
  }

  /** The size that the ALU works with: that of the first operand, else the operand size. */
  public int aluSize() {
    boolean named = !operands.isEmpty() && operands.getFirst().size() != 0;
    return named ? operands.getFirst().size() : operandSize;
  }
}
