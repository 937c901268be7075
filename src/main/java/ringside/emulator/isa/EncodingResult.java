package ringside.emulator.isa;

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

  /**
   * Something that NASM warns of and encodes nevertheless.
   *
   * @param operand which operand of the line, or -1 for the line as a whole
   * @param what one sentence without a full stop
   */
  record Warning(int operand, String what) {}
}
