package ringside.emulator.isa;

import java.util.List;

/** The bytes of one instruction, NASM's choice where several are right. */
public final class Encoding implements EncodingResult {
  private final InstructionRow row;
  private final byte[] bytes;
  private final List<Field> fields;
  private final List<Warning> warnings;

  Encoding(InstructionRow row, byte[] bytes, List<Field> fields, List<Warning> warnings) {
    this.row = row;
    this.bytes = bytes;
    this.fields = List.copyOf(fields);
    this.warnings = List.copyOf(warnings);
  }

  /** The row that it was made from. */
  public InstructionRow row() {
    return row;
  }

  /** The bytes, a new array. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Where displacements and immediates lie. */
  public List<Field> fields() {
    return fields;
  }

  /** What an author may not have meant: numbers that were cut, a LOCK that raises #UD. */
  public List<Warning> warnings() {
    return warnings;
  }
}
