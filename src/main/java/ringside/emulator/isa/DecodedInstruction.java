package ringside.emulator.isa;

/**
 * One instruction, decoded: immutable, and independent of where it was found, so that it can be
 * cached by its bytes and mode.
 *
 * <p>Register numbers are 0–15 with REX bits, and 16–19 for AH CH DH BH. Sizes are in bytes.
 */
public final class DecodedInstruction implements DecodeResult {
  /** In {@link #base()} and {@link #index()}: there is none. In {@link #mod()}: no ModRM byte. */
  public static final int NONE = -1;

  /** The longest instruction (SDM Vol. 2, "Instruction Format"). */
  public static final int MAXIMUM_LENGTH = 15;

  private static final OperandKind[] KINDS = OperandKind.values();

  private final InstructionRow row;
  private final CodeMode mode;
  private final Repeat repeat;
  private final boolean lock;
  private final boolean ripRelative;
  private final byte opcode;
  private final byte length;
  private final byte operandSize;
  private final byte addressSize;
  private final byte rex;
  private final byte mod;
  private final byte reg;
  private final byte rm;
  private final byte base;
  private final byte index;
  private final byte scale;
  private final byte segment;
  private final byte operandCount;
  private final int kinds;
  private final int sizes;
  private final int registers;
  private final long displacement;
  private final long immediate;
  private final long immediate2;
  private final long bytesLow;
  private final long bytesHigh;

  DecodedInstruction(Candidate candidate, Decoder decoder) {
    row = candidate.row;
    mode = decoder.mode;
    repeat = candidate.repeats ? decoder.repeat() : Repeat.NONE;
    lock = decoder.lock;
    ripRelative = decoder.ripRelative;
    opcode = (byte) decoder.opcode;
    length = (byte) decoder.length();
    operandSize = (byte) decoder.operandSize;
    addressSize = (byte) decoder.addressSize;
    rex = (byte) decoder.rex;
    mod = (byte) decoder.mod;
    reg = (byte) decoder.reg;
    rm = (byte) decoder.rm;
    base = (byte) decoder.base;
    index = (byte) decoder.index;
    scale = (byte) decoder.scale;
    segment = (byte) decoder.segment;
    operandCount = (byte) candidate.operands.length;
    kinds = decoder.kinds;
    sizes = decoder.sizes;
    registers = decoder.registers;
    displacement = decoder.displacement;
    immediate = decoder.immediate;
    immediate2 = decoder.immediate2;
    bytesLow = decoder.bytes(0);
    bytesHigh = decoder.bytes(8);
  }

  /** The row of the table. */
  public InstructionRow row() {
    return row;
  }

  /** {@link InstructionRow#methodId()}, to dispatch on. */
  public int methodId() {
    return row.methodId();
  }

  /** The code's mode. */
  public CodeMode mode() {
    return mode;
  }

  /** The last opcode byte, 0–255. */
  public int opcode() {
    return opcode & 0xFF;
  }

  /** The condition in the low four opcode bits (SDM Vol. 2, "Condition Test Field"). */
  public int condition() {
    return opcode & 0xF;
  }

  /** Length in bytes, 1–15. */
  public int length() {
    return length;
  }

  /** Byte {@code at} of the instruction, 0–255. */
  public int byteAt(int at) {
    return (int) ((at < 8 ? bytesLow : bytesHigh) >>> (at & 7) * 8) & 0xFF;
  }

  /** The bytes, a new array. */
  public byte[] bytes() {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) byteAt(i);
    }
    return bytes;
  }

  /** Effective operand size: 2, 4 or 8. */
  public int operandSize() {
    return operandSize;
  }

  /** Effective address size: 2, 4 or 8. */
  public int addressSize() {
    return addressSize;
  }

  /** Whether it has a LOCK prefix, which is then legal. */
  public boolean lock() {
    return lock;
  }

  /** The repeat prefix, {@link Repeat#NONE} on a row that no REP repeats. */
  public Repeat repeat() {
    return repeat;
  }

  /** The REX byte, or 0. */
  public int rex() {
    return rex;
  }

  /** ModRM.mod, or {@link #NONE}. */
  public int mod() {
    return mod;
  }

  /** ModRM.reg with REX.R. */
  public int reg() {
    return reg;
  }

  /** ModRM.rm with REX.B; the register if mod is 3. */
  public int rm() {
    return rm;
  }

  /** Whether an operand of kind {@link OperandKind#MEMORY} is there. */
  public boolean hasMemory() {
    return scale != 0;
  }

  /** Base register of the memory operand, or {@link #NONE}. */
  public int base() {
    return base;
  }

  /** Index register of the memory operand, or {@link #NONE}. */
  public int index() {
    return index;
  }

  /** 1, 2, 4 or 8; 0 without a memory operand. */
  public int scale() {
    return scale;
  }

  /** Displacement, sign-extended; a whole offset (moffs) zero-extended. */
  public long displacement() {
    return displacement;
  }

  /** Whether the displacement counts from the next instruction. */
  public boolean ripRelative() {
    return ripRelative;
  }

  /**
   * Segment of the memory operand or of the string source: ES CS SS DS FS GS are 0–5. The override
   * prefix, else SS for a base of rSP or rBP, else DS.
   */
  public int segment() {
    return segment;
  }

  /**
   * The immediate, extended to its operand's size as its code says ({@code Ibs}, and {@code Iz} of
   * a 64-bit operand, by sign) and zero above; a relative displacement sign-extended to 64 bits.
   */
  public long immediate() {
    return immediate;
  }

  /** The second immediate: the nesting level of ENTER, the selector of a far pointer. */
  public long immediate2() {
    return immediate2;
  }

  /** How many operands the row has. */
  public int operandCount() {
    return operandCount;
  }

  /** Where operand {@code at} is. */
  public OperandKind kind(int at) {
    return KINDS[kinds >>> at * 8 & 0xFF];
  }

  /** Size of operand {@code at} in bytes; 0 where the row gives none. */
  public int size(int at) {
    return sizes >>> at * 8 & 0xFF;
  }

  /** Register number of operand {@code at}, or the value of a {@link OperandKind#CONSTANT}. */
  public int register(int at) {
    return registers >>> at * 8 & 0xFF;
  }
}
