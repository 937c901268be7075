package ringside.emulator.paging;

/**
 * The kind of an access, in the bits of the page-fault error code that it determines (SDM,
 * "Page-Fault Exceptions").
 */
public final class Access {
  /** Error code: the fault was a violation of rights, not a page that is not present. */
  public static final int PRESENT = 1;

  public static final int WRITE = 1 << 1;

  /** The access was made at CPL 3, and not to a system structure. */
  public static final int USER = 1 << 2;

  /** Error code: a reserved bit was set in an entry. */
  public static final int RESERVED = 1 << 3;

  public static final int FETCH = 1 << 4;

  /** Error code: the protection key of the page forbids the access. */
  public static final int PROTECTION_KEY = 1 << 5;

  private Access() {}
}
