package ringside.emulator.engine;

/** What an instruction does to memory, in order; each may fault. */
sealed interface Effect {
  /** Segment register, 0 to 5. */
  int segment();

  /** Offset in the segment. */
  Node offset();

  /** Bytes. */
  int size();

  /**
   * A load.
   *
   * @param result what it is known as
   * @param forWrite faults as a store
   */
  record Load(int segment, Node offset, int size, Node result, boolean forWrite)
      implements Effect {}

  /** A store. */
  record Store(int segment, Node offset, int size, Node value) implements Effect {}
}
