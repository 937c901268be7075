package ringside.emulator.paging;

/**
 * What a translation allows: the rights of all entries that led to it, combined (SDM,
 * "Determination of Access Rights").
 */
public final class Rights {
  public static final int WRITABLE = 1;
  public static final int USER = 1 << 1;
  public static final int NO_EXECUTE = 1 << 2;
  public static final int GLOBAL = 1 << 3;

  /** The page's D bit is set, so that a store needs no walk. */
  public static final int DIRTY = 1 << 4;

  /** The page is larger than 4 KiB. */
  public static final int LARGE = 1 << 5;

  /** The protection key is in the bits from here on; 0 where keys do not matter. */
  static final int KEY_SHIFT = 8;

  private static final int KEY_MASK = 0xF;

  /** Everything: the rights where paging is off. */
  static final int ALL = WRITABLE | USER | DIRTY;

  private Rights() {}

  /**
   * Whether an access is allowed.
   *
   * @param rights of the translation
   * @param access {@link Access} bits
   */
  static boolean allow(int rights, int access, PagingControls controls) {
    if ((access & Access.FETCH) != 0 && (rights & NO_EXECUTE) != 0) {
      return false;
    }
    if (controls.pkru() != 0 && keyForbids(rights, access, controls)) {
      return false;
    }
    if ((access & Access.USER) != 0) {
      return (rights & USER) != 0 && ((access & Access.WRITE) == 0 || (rights & WRITABLE) != 0);
    }
    if ((rights & USER) != 0) {
      boolean fetch = (access & Access.FETCH) != 0;
      if (fetch ? controls.smep() : controls.smapEnforced()) {
        return false;
      }
    }
    return (access & Access.WRITE) == 0 || (rights & WRITABLE) != 0 || !controls.writeProtect();
  }

  /** SDM, "Protection Keys": for data accesses to user pages, whoever makes them. */
  static boolean keyForbids(int rights, int access, PagingControls controls) {
    if ((rights & USER) == 0 || (access & Access.FETCH) != 0) {
      return false;
    }
    int key = rights >>> KEY_SHIFT & KEY_MASK;
    int disabled = controls.pkru() >>> 2 * key & 3;
    boolean writes =
        (access & Access.WRITE) != 0 && ((access & Access.USER) != 0 || controls.writeProtect());
    return (disabled & 1) != 0 || writes && (disabled & 2) != 0;
  }
}
