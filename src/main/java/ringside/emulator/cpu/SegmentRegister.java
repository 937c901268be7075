package ringside.emulator.cpu;

/**
 * A segment register with its hidden part, the descriptor cache (SDM, "Segment Registers").
 *
 * <p>The checks that every access needs are folded, whenever the register or the mode changes, into
 * two intervals of offsets: those that may be read and those that may be written. They already
 * account for type, limit, expand-down segments, null selectors and 64-bit mode.
 */
public final class SegmentRegister {
  /** In {@link #access()}: the register holds no usable segment. */
  public static final int UNUSABLE = 1 << 16;

  /** {@link #access()} of a segment in real-address mode: present, writable, accessed data. */
  static final int REAL_MODE = 0x93;

  /** And in virtual-8086 mode, where DPL is 3. */
  static final int VIRTUAL_8086 = 0xF3;

  private static final int FLAT_CODE_64 = 0xA09B;
  private static final int FLAT_CODE_32 = 0xC09B;
  private static final int FLAT_DATA = 0xC093;

  private int selector;
  private long base;
  private long limit = 0xFFFF;
  private int access = REAL_MODE;

  // Derived.
  private long linearBase;
  private long readFirst;
  private long readLast = 0xFFFF;
  private long writeFirst;
  private long writeLast = 0xFFFF;
  private boolean flat;

  /** Whether every offset is within the intervals, as in 64-bit mode. */
  private boolean open;

  public int selector() {
    return selector;
  }

  public long base() {
    return base;
  }

  /** The last offset, or of an expand-down segment the last that is not in it; in bytes. */
  public long limit() {
    return limit;
  }

  /** Bytes 5 and 6 of the descriptor, without the limit bits, and {@link #UNUSABLE}. */
  public int access() {
    return access;
  }

  public boolean unusable() {
    return (access & UNUSABLE) != 0;
  }

  /** Segment type, 0 to 15. */
  public int type() {
    return access & 0xF;
  }

  public int dpl() {
    return access >>> 5 & 3;
  }

  /** L. */
  public boolean isLong() {
    return (access & 1 << 13) != 0;
  }

  /** D/B. */
  public boolean isBig() {
    return (access & 1 << 14) != 0;
  }

  boolean isCode() {
    return (access & 0x18) == 0x18;
  }

  boolean isConforming() {
    return (access & 4) != 0;
  }

  /** What is added to an offset: the base, except where 64-bit mode ignores it. */
  long linearBase() {
    return linearBase;
  }

  boolean mayRead(long offset, int size) {
    return offset >= readFirst && offset + (size - 1) <= readLast;
  }

  boolean mayWrite(long offset, int size) {
    return offset >= writeFirst && offset + (size - 1) <= writeLast;
  }

  /** Whether offsets of 32 bits, or of 64 in 64-bit mode, are linear addresses without a check. */
  boolean isFlat() {
    return flat;
  }

  /** Sets everything; {@link #refresh} must follow. */
  public void set(int newSelector, long newBase, long newLimit, int newAccess) {
    selector = newSelector;
    base = newBase;
    limit = newLimit;
    access = newAccess;
  }

  void set(Descriptor descriptor) {
    set(descriptor.selector(), descriptor.base(), descriptor.limit(), descriptor.access());
  }

  /** A null selector: not usable, everything else kept. */
  void setNull(int newSelector) {
    selector = newSelector;
    access = access & 0xF0FF & ~0x80 | UNUSABLE;
  }

  /** A flat 4 GiB code segment, as SYSCALL and SYSENTER make them; {@code refresh} must follow. */
  public void setFlatCode(int newSelector, int dpl, boolean is64Bit) {
    set(newSelector, 0, 0xFFFF_FFFFL, (is64Bit ? FLAT_CODE_64 : FLAT_CODE_32) | dpl << 5);
  }

  /** A flat 4 GiB stack segment, likewise. */
  public void setFlatStack(int newSelector, int dpl) {
    set(newSelector, 0, 0xFFFF_FFFFL, FLAT_DATA | dpl << 5);
  }

  /** Changes the visible part alone. */
  public void setSelector(int newSelector) {
    selector = newSelector;
  }

  void setBase(long newBase) {
    base = newBase;
  }

  void copyFrom(SegmentRegister other) {
    set(other.selector, other.base, other.limit, other.access);
  }

  /**
   * Derives the intervals.
   *
   * @param ignoresBase whether the segment has base 0 in 64-bit mode: all but FS and GS
   */
  void refresh(Mode mode, boolean ignoresBase) {
    if (mode == Mode.LONG) {
      linearBase = ignoresBase ? 0 : base;
      flat = linearBase == 0;
      if (!open) {
        setReadable(Long.MIN_VALUE, Long.MAX_VALUE);
        setWritable(Long.MIN_VALUE, Long.MAX_VALUE);
        open = true;
      }
      return;
    }
    open = false;
    linearBase = base;
    if (mode == Mode.REAL || mode == Mode.VIRTUAL_8086) {
      setReadable(0, limit);
      setWritable(0, limit);
    } else {
      refreshProtected();
    }
    flat =
        base == 0
            && Math.max(readFirst, writeFirst) <= 0
            && Math.min(readLast, writeLast) >= 0xFFFF_FFFFL;
  }

  private void refreshProtected() {
    boolean expandDown = (access & 0xC) == 4;
    long first = expandDown ? limit + 1 : 0;
    long last = !expandDown ? limit : isBig() ? 0xFFFF_FFFFL : 0xFFFF;
    boolean readable = !unusable() && (access & 0xA) != 8;
    boolean writable = !unusable() && (access & 0xA) == 2;
    // No offset is in the interval from 1 to 0.
    setReadable(readable ? first : 1, readable ? last : 0);
    setWritable(writable ? first : 1, writable ? last : 0);
  }

  private void setReadable(long first, long last) {
    readFirst = first;
    readLast = last;
  }

  private void setWritable(long first, long last) {
    writeFirst = first;
    writeLast = last;
  }
}
