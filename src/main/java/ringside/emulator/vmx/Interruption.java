package ringside.emulator.vmx;

/**
 * VM-entry interruption information, VM-exit interruption information and IDT-vectoring
 * information, which have one format (SDM, "VM-Entry Controls for Event Injection").
 *
 * @param bits vector 7:0, type 10:8, error code valid 11, NMI unblocking 12, valid 31
 */
public record Interruption(int bits) {
  /** Bit 11: an error code is delivered. */
  static final int ERROR_CODE = 1 << 11;

  /** Bit 12: the exit came while IRET had already unblocked NMIs. */
  static final int NMI_UNBLOCKING = 1 << 12;

  static final int VALID = 1 << 31;

  private static final int RESERVED = 0x7FFF_F000;

  /** Bits 10:8. */
  public enum Type {
    EXTERNAL_INTERRUPT,
    RESERVED,
    NMI,
    HARDWARE_EXCEPTION,
    SOFTWARE_INTERRUPT,
    PRIVILEGED_SOFTWARE_EXCEPTION,
    SOFTWARE_EXCEPTION,
    OTHER_EVENT;

    private static final Type[] ALL = values();

    static Type of(int number) {
      return ALL[number];
    }

    /** INT n, INT1, INT3 and INTO: they have an instruction length. */
    boolean isSoftware() {
      return this == SOFTWARE_INTERRUPT
          || this == PRIVILEGED_SOFTWARE_EXCEPTION
          || this == SOFTWARE_EXCEPTION;
    }
  }

  /** A valid event without an error code. */
  static Interruption of(Type type, int vector) {
    return new Interruption(VALID | type.ordinal() << 8 | vector);
  }

  Interruption withErrorCode() {
    return new Interruption(bits | ERROR_CODE);
  }

  public boolean valid() {
    return bits < 0;
  }

  public int vector() {
    return bits & 0xFF;
  }

  public Type type() {
    return Type.ALL[bits >>> 8 & 7];
  }

  public boolean hasErrorCode() {
    return (bits & ERROR_CODE) != 0;
  }

  boolean reservedBits() {
    return (bits & RESERVED) != 0;
  }
}
