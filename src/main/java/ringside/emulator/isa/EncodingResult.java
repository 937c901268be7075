package ringside.emulator.isa;

import java.util.List;

/** What encoding a line came to. */
public sealed interface EncodingResult permits Encoding, EncodingError {

  /**
   * A number inside the encoded bytes, little-endian.
   *
   * @param operand which operand of the line it belongs to
   * @param part which of its numbers
   * @param offset of its first byte in the instruction
   * @param size in bytes
   * @param relative whether it counts from the end of the instruction
   */
  record Field(int operand, Part part, int offset, int size, boolean relative) {}

  /** The number of an operand that a field holds. */
  enum Part {
    IMMEDIATE,
    DISPLACEMENT,
    /** Of a far pointer. */
    SELECTOR
  }

  /** A number that does not fit its field and was cut, as NASM does with a warning. */
  record Truncation(int operand, long value, int size) {
    /** One line for the author. */
    public String message() {
      return "%d (0x%X) does not fit in %d %s; its upper bits are lost"
          .formatted(value, value, size, size == 1 ? "byte" : "bytes");
    }
  }

  /** The fields of one encoding; a shorthand for tests and tools. */
  static List<Field> fields(EncodingResult result) {
    return result instanceof Encoding encoding ? encoding.fields() : List.of();
  }
}
