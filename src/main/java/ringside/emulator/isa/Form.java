package ringside.emulator.isa;

import java.util.List;

/**
 * A row under one of its names: {@code Jcc} becomes thirty.
 *
 * @param row the row
 * @param mnemonic upper case
 * @param condition 0–15, or 0 where the row has none
 * @param operands those that assembly text has
 */
record Form(InstructionRow row, String mnemonic, int condition, List<OperandCode> operands) {
  /** Mnemonic and operands, for people, with the sizes of code of {@code mode}. */
  String description(CodeMode mode) {
    List<Integer> sizes = OperandSizes.of(this, mode);
    StringBuilder text = new StringBuilder(mnemonic);
    String separator = " ";
    for (OperandCode operand : operands) {
      text.append(separator).append(operand.description(sizes));
      separator = ", ";
    }
    return text.toString();
  }

  boolean has(RowAttributes.Flag flag) {
    return row.attributes().has(flag);
  }
}
