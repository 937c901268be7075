package ringside.emulator.isa;

/** What decoding bytes came to. */
public sealed interface DecodeResult
    permits DecodedInstruction,
        DecodeResult.InvalidOpcode,
        DecodeResult.TooLong,
        DecodeResult.NeedsMoreBytes {

  /** Why bytes are no instruction. */
  enum Reason {
    /** No row of the table fits. */
    UNKNOWN,
    /** A row fits, but not in this mode. */
    NOT_IN_THIS_MODE,
    /** LOCK without a memory destination, or on a row that does not take it. */
    LOCK_PREFIX,
    /** A register number that does not exist, as in MOV from segment register 6. */
    NO_SUCH_REGISTER
  }

  /**
   * Raises #UD.
   *
   * @param length bytes looked at, prefixes included
   */
  record InvalidOpcode(int length, Reason reason) implements DecodeResult {}

  /** More than 15 bytes: raises #GP(0). */
  record TooLong() implements DecodeResult {}

  /**
   * The source ended inside the instruction: byte {@code available} is to be fetched, and may
   * fault.
   */
  record NeedsMoreBytes(int available) implements DecodeResult {}
}
