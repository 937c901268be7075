package ringside.emulator.cpu;

/**
 * A segment or system descriptor as it is in a table (SDM, "Segment Descriptors", "System
 * Descriptor Types").
 */
final class Descriptor {
  /** System descriptor types; the 32-bit ones are the 64-bit ones of IA-32e mode. */
  static final int TSS_16 = 1;

  static final int LDT = 2;
  static final int BUSY = 2;
  static final int CALL_GATE_16 = 4;
  static final int TASK_GATE = 5;
  static final int INTERRUPT_GATE_16 = 6;
  static final int TRAP_GATE_16 = 7;
  static final int TSS_32 = 9;
  static final int CALL_GATE_32 = 12;
  static final int INTERRUPT_GATE_32 = 14;
  static final int TRAP_GATE_32 = 15;

  private final int selector;
  private final long address;
  private final long raw;
  private final long base;
  private final long limit;
  private final int access;

  /**
   * A descriptor.
   *
   * @param selector that found it, RPL included
   * @param address linear address of the descriptor
   * @param raw its 8 bytes
   */
  Descriptor(int selector, long address, long raw) {
    this.selector = selector;
    this.address = address;
    this.raw = raw;
    base = raw >>> 16 & 0xFF_FFFF | raw >>> 32 & 0xFF00_0000L;
    long units = raw & 0xFFFF | raw >>> 32 & 0xF_0000;
    limit = (raw >>> 55 & 1) == 0 ? units : units << 12 | 0xFFF;
    access = (int) (raw >>> 40) & 0xF0FF;
  }

  /** The selector that found it, RPL included. */
  int selector() {
    return selector;
  }

  /** Linear address of the descriptor. */
  long address() {
    return address;
  }

  /** Its 8 bytes. */
  long raw() {
    return raw;
  }

  /** Whether it is what these three make. */
  boolean is(int otherSelector, long otherAddress, long otherRaw) {
    return raw == otherRaw && selector == otherSelector && address == otherAddress;
  }

  /** What a fault about this descriptor pushes: the selector without RPL. */
  int errorCode() {
    return selector & 0xFFFC;
  }

  int rpl() {
    return selector & 3;
  }

  int type() {
    return (int) (raw >>> 40) & 0xF;
  }

  /** S: code or data, not a system segment or gate. */
  boolean codeOrData() {
    return (raw >>> 44 & 1) != 0;
  }

  int dpl() {
    return (int) (raw >>> 45) & 3;
  }

  boolean present() {
    return (raw >>> 47 & 1) != 0;
  }

  boolean isCode() {
    return codeOrData() && (type() & 8) != 0;
  }

  boolean isConforming() {
    return (type() & 4) != 0;
  }

  /** Data, or code that may be read. */
  boolean isReadable() {
    return codeOrData() && (type() & 0xA) != 8;
  }

  boolean isWritableData() {
    return codeOrData() && (type() & 0xA) == 2;
  }

  boolean accessed() {
    return (type() & 1) != 0;
  }

  /** L: a 64-bit code segment. */
  boolean isLong() {
    return (raw >>> 53 & 1) != 0;
  }

  /** D/B. */
  boolean isBig() {
    return (raw >>> 54 & 1) != 0;
  }

  long base() {
    return base;
  }

  /** In bytes, the granularity applied. */
  long limit() {
    return limit;
  }

  /** Bytes 5 and 6 without the limit bits, as the VMCS packs them. */
  int access() {
    return access;
  }

  // Gates.

  int gateSelector() {
    return (int) (raw >>> 16) & 0xFFFF;
  }

  /** The low 32 bits of the entry point; 16-bit gates have 16. */
  long gateOffset() {
    boolean wide = (type() & 8) != 0;
    return raw & 0xFFFF | (wide ? raw >>> 32 & 0xFFFF_0000L : 0);
  }

  /** Parameters that a call gate copies. */
  int gateParameters() {
    return (int) (raw >>> 32) & 0x1F;
  }
}
