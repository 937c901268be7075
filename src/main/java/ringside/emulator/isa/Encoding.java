package ringside.emulator.isa;

import java.util.List;

/** The bytes of one instruction, NASM's choice where several are right. */
public final class Encoding implements EncodingResult {
  private final InstructionRow row;
  private final byte[] bytes;
  private final List<Field> fields;
  private final List<Truncation> truncations;

  Encoding(InstructionRow row, byte[] bytes, List<Field> fields, List<Truncation> truncations) {
    this.row = row;
    this.bytes = bytes;
    this.fields = List.copyOf(fields);
    this.truncations = List.copyOf(truncations);
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

  /** Numbers that were cut; worth a warning. */
  public List<Truncation> truncations() {
    return truncations;
  }
}
