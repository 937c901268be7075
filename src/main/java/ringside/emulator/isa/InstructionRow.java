package ringside.emulator.isa;

import java.lang.reflect.Method;
import java.util.List;

/**
 * One row of the instruction table.
 *
 * @param id position in the table
 * @param opcode fixed bits of the encoding
 * @param mnemonic upper case; {@code Jcc} stands for sixteen
 * @param operands in the order of the assembly text
 * @param attributes privilege, modes, prefixes, exits
 * @param method the semantic method that carries the row
 * @param methodId position of the method in {@link InstructionTable#methods()}
 */
public record InstructionRow(
    int id,
    Opcode opcode,
    String mnemonic,
    List<OperandCode> operands,
    RowAttributes attributes,
    Method method,
    int methodId) {

  public InstructionRow {
    operands = List.copyOf(operands);
  }

  /** Whether the row exists in code of {@code mode}. */
  public boolean in(CodeMode mode) {
    return mode == CodeMode.BITS_64
        ? !attributes.has(RowAttributes.Flag.I64) && attributes.addressSizes() != 2
        : !attributes.has(RowAttributes.Flag.O64)
            && (opcode.map().vex() || opcode.wide() != Opcode.Wide.W1)
            && attributes.operandSizes() != 8
            && attributes.addressSizes() != 8;
  }

  /** The operand codes that take bytes after ModRM, in encoding order, as rows write them. */
  String immediateText() {
    StringBuilder text = new StringBuilder();
    for (OperandCode operand : operands) {
      String token =
          switch (operand.place()) {
            case IMMEDIATE -> "i" + operand.size().letters().charAt(0);
            case RELATIVE -> "c" + operand.size().letters();
            case FAR_POINTER -> "cp";
            case OFFSET -> "mo";
            default -> "";
          };
      text.append(text.isEmpty() || token.isEmpty() ? "" : " ").append(token);
    }
    return text.toString();
  }

  /** Opcode with its immediates: {@code "80 /0 ib"}. */
  public String encoding() {
    String immediates = immediateText();
    return immediates.isEmpty() ? opcode.toString() : opcode + " " + immediates;
  }

  /** Mnemonic and operand codes: {@code "ADD Eb, Ib"}. */
  public String syntax() {
    StringBuilder text = new StringBuilder(mnemonic);
    String separator = " ";
    for (OperandCode operand : operands) {
      text.append(separator).append(operand);
      separator = ", ";
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return (encoding() + "  " + syntax() + "  " + attributes).stripTrailing();
  }
}
