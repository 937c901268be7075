package ringside.emulator.cpu;

import java.io.Serial;

/**
 * A fault of the guest's instruction, on its way from a handler to the run loop. It has no stack
 * trace, because guests fault millions of times a second and none of that is our bug.
 */
public final class ProcessorFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Vector vector;
  private final int errorCode;
  private final long address;

  ProcessorFault(Vector vector, int errorCode, long address) {
    super(null, null, false, false);
    this.vector = vector;
    this.errorCode = errorCode;
    this.address = address;
  }

  public Vector vector() {
    return vector;
  }

  /** The error code, 0 where the vector has none. */
  public int errorCode() {
    return errorCode;
  }

  /**
   * The linear address that delivery of a page fault puts into CR2, the bits that delivery of a
   * debug exception sets in DR6, else 0.
   */
  public long address() {
    return address;
  }

  @Override
  public String getMessage() {
    return "#" + vector + "(" + Integer.toHexString(errorCode) + ")";
  }
}
