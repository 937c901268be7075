package ringside.emulator.memory;

/** Is told when what was cached about a page of memory no longer holds. Pages are numbered. */
public interface PageObserver {
  /** The array that holds {@code page} is another one, or may no longer be written. */
  void pageMoved(long page);

  /** {@link #pageMoved} for every page. */
  void allPagesMoved();

  /**
   * Bytes that were marked as decoded code are about to change.
   *
   * @param offset of the first byte in the page
   */
  void codeOverwritten(long page, int offset, int length);
}
