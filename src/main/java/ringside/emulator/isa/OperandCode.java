package ringside.emulator.isa;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One operand of a row: where it is encoded and how wide it is (SDM Vol. 2, Appendix A, "Codes for
 * Addressing Method").
 *
 * <p>{@code Rv/Mw} is a register of one size or memory of another. Codes that Intel does not name:
 * {@code Z} is the register in the low three opcode bits (+r), {@code STi} an x87 register in
 * ModRM.rm, {@code Ibs} a byte sign-extended to the operand size ({@code Ib} is zero-extended).
 *
 * @param text as the row has it
 * @param place where it is encoded
 * @param size its size; in {@code Rv/Mw}, that of the register
 * @param memorySize its size when it is in memory
 * @param number the register number or the constant of a fixed operand, else 0
 */
public record OperandCode(
    String text, Place place, OperandSize size, OperandSize memorySize, int number) {

  /** Addressing methods. */
  public enum Place {
    FAR_POINTER("A", OperandKind.FAR_POINTER),
    VEX_GENERAL("B", OperandKind.GENERAL),
    REG_CONTROL("C", OperandKind.CONTROL),
    REG_DEBUG("D", OperandKind.DEBUG),
    RM_GENERAL("E", OperandKind.GENERAL),
    REG_GENERAL("G", OperandKind.GENERAL),
    VEX_XMM("H", OperandKind.XMM),
    IMMEDIATE("I", OperandKind.IMMEDIATE),
    RELATIVE("J", OperandKind.RELATIVE),
    MEMORY("M", OperandKind.MEMORY),
    RM_ONLY_MMX("N", OperandKind.MMX),
    OFFSET("O", OperandKind.MEMORY),
    REG_MMX("P", OperandKind.MMX),
    RM_MMX("Q", OperandKind.MMX),
    RM_ONLY_GENERAL("R", OperandKind.GENERAL),
    REG_SEGMENT("S", OperandKind.SEGMENT),
    RM_ONLY_XMM("U", OperandKind.XMM),
    REG_XMM("V", OperandKind.XMM),
    RM_XMM("W", OperandKind.XMM),
    STRING_SOURCE("X", OperandKind.STRING_SOURCE),
    STRING_DESTINATION("Y", OperandKind.STRING_DESTINATION),
    OPCODE_GENERAL("Z", OperandKind.GENERAL),
    RM_ONLY_X87("STi", OperandKind.X87),
    FIXED_GENERAL("", OperandKind.GENERAL),
    FIXED_SEGMENT("", OperandKind.SEGMENT),
    FIXED_X87("", OperandKind.X87),
    FIXED_XMM("", OperandKind.XMM),
    CONSTANT("", OperandKind.CONSTANT);

    private final String letter;
    private final OperandKind kind;

    Place(String letter, OperandKind kind) {
      this.letter = letter;
      this.kind = kind;
    }

    /** The manual's letter, empty for what a row names outright. */
    String letter() {
      return letter;
    }

    /** The kind that the operand has when it is not in memory. */
    public OperandKind kind() {
      return kind;
    }

    /** Whether ModRM.mod and rm select it, so that it may be in memory. */
    public boolean registerOrMemory() {
      return this == RM_GENERAL || this == RM_MMX || this == RM_XMM;
    }

    /** Whether it is in ModRM.rm and a register always. */
    public boolean registerOnly() {
      return switch (this) {
        case RM_ONLY_GENERAL, RM_ONLY_MMX, RM_ONLY_XMM, RM_ONLY_X87 -> true;
        default -> false;
      };
    }

    /** Whether the ModRM byte encodes it. */
    public boolean inModRm() {
      return switch (this) {
        case REG_CONTROL, REG_DEBUG, REG_GENERAL, REG_MMX, REG_SEGMENT, REG_XMM, MEMORY -> true;
        default -> registerOrMemory() || registerOnly();
      };
    }

    /** Whether assembly text leaves it out: the operands of string instructions. */
    public boolean hidden() {
      return this == STRING_SOURCE || this == STRING_DESTINATION;
    }
  }

  private static final Map<String, OperandCode> FIXED =
      Map.ofEntries(
          general("AL", OperandSize.B, 0),
          general("CL", OperandSize.B, 1),
          general("DL", OperandSize.B, 2),
          general("BL", OperandSize.B, 3),
          general("AH", OperandSize.B, 16),
          general("AX", OperandSize.W, 0),
          general("CX", OperandSize.W, 1),
          general("DX", OperandSize.W, 2),
          general("BX", OperandSize.W, 3),
          general("EAX", OperandSize.D, 0),
          general("ECX", OperandSize.D, 1),
          general("EDX", OperandSize.D, 2),
          general("RAX", OperandSize.Q, 0),
          general("RCX", OperandSize.Q, 1),
          general("eAX", OperandSize.Z, 0),
          general("rAX", OperandSize.V, 0),
          fixed("ES", Place.FIXED_SEGMENT, OperandSize.W, 0),
          fixed("CS", Place.FIXED_SEGMENT, OperandSize.W, 1),
          fixed("SS", Place.FIXED_SEGMENT, OperandSize.W, 2),
          fixed("DS", Place.FIXED_SEGMENT, OperandSize.W, 3),
          fixed("FS", Place.FIXED_SEGMENT, OperandSize.W, 4),
          fixed("GS", Place.FIXED_SEGMENT, OperandSize.W, 5),
          fixed("ST0", Place.FIXED_X87, OperandSize.T, 0),
          fixed("XMM0", Place.FIXED_XMM, OperandSize.DQ, 0),
          fixed("1", Place.CONSTANT, OperandSize.B, 1),
          fixed("3", Place.CONSTANT, OperandSize.B, 3),
          fixed("STi", Place.RM_ONLY_X87, OperandSize.T, 0));

  /** Rows repeat few codes. */
  private static final Map<String, OperandCode> PARSED = new ConcurrentHashMap<>(FIXED);

  /**
   * Reads one operand of a row.
   *
   * @throws IllegalArgumentException if it is not a code
   */
  static OperandCode parse(String text) {
    return PARSED.computeIfAbsent(text, OperandCode::read);
  }

  private static OperandCode read(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      Place place = place(text);
      OperandSize size = size(text);
      return new OperandCode(text, place, size, size, 0);
    }
    String register = text.substring(0, slash);
    String memory = text.substring(slash + 1);
    if (place(memory) != Place.MEMORY) {
      throw new IllegalArgumentException("operand " + text + " is not register/memory");
    }
    Place place =
        switch (place(register)) {
          case RM_ONLY_GENERAL -> Place.RM_GENERAL;
          case RM_ONLY_MMX -> Place.RM_MMX;
          case RM_ONLY_XMM -> Place.RM_XMM;
          default -> throw new IllegalArgumentException("operand " + text + " has no register");
        };
    return new OperandCode(text, place, size(register), size(memory), 0);
  }

  private static Place place(String text) {
    for (Place place : Place.values()) {
      if (place.letter.length() == 1 && text.startsWith(place.letter)) {
        return place;
      }
    }
    throw new IllegalArgumentException("operand " + text + " is no code of the table");
  }

  private static OperandSize size(String text) {
    for (OperandSize size : OperandSize.values()) {
      if (size.letters().equals(text.substring(1))) {
        return size;
      }
    }
    throw new IllegalArgumentException("operand " + text + " has an unknown size");
  }

  private static Map.Entry<String, OperandCode> general(String name, OperandSize size, int number) {
    return fixed(name, Place.FIXED_GENERAL, size, number);
  }

  private static Map.Entry<String, OperandCode> fixed(
      String name, Place place, OperandSize size, int number) {
    return Map.entry(name, new OperandCode(name, place, size, size, number));
  }

  /**
   * In the notation of the SDM's instruction pages, for people: {@code "r/m16/32"}.
   *
   * @param sizes operand sizes in bytes that it may have
   */
  String description(List<Integer> sizes) {
    String bits = bits(size, sizes);
    return switch (place) {
      case RM_GENERAL -> "r/m" + bits(memorySize, sizes);
      case REG_GENERAL, OPCODE_GENERAL, VEX_GENERAL, RM_ONLY_GENERAL -> "r" + bits;
      case IMMEDIATE -> "imm" + bits;
      case RELATIVE -> "rel" + bits;
      case FAR_POINTER -> "selector:offset";
      case MEMORY -> size == OperandSize.NONE ? "memory" : "m" + bits;
      case OFFSET -> "[offset]";
      case REG_SEGMENT -> "a segment register";
      case REG_CONTROL -> "a control register";
      case REG_DEBUG -> "a debug register";
      case REG_MMX, RM_ONLY_MMX -> "mm";
      case RM_MMX -> "mm/m" + bits(memorySize, sizes);
      case REG_XMM, VEX_XMM, RM_ONLY_XMM -> "xmm";
      case RM_XMM -> "xmm/m" + bits(memorySize, sizes);
      case RM_ONLY_X87 -> "ST(i)";
      case STRING_SOURCE, STRING_DESTINATION -> "";
      case FIXED_GENERAL ->
          switch (size) {
            case V, Z -> sizes.stream().map(OperandCode::accumulator).collect(joining("/"));
            default -> text;
          };
      case FIXED_SEGMENT, FIXED_X87, FIXED_XMM, CONSTANT -> text;
    };
  }

  private static String accumulator(int size) {
    return size == 2 ? "AX" : size == 4 ? "EAX" : "RAX";
  }

  /** Sizes in bits, once each, in ascending order. */
  private static String bits(OperandSize size, List<Integer> operandSizes) {
    return switch (size) {
      case NONE -> "";
      case BS -> "8";
      case P -> "16:" + bits(OperandSize.V, operandSizes);
      case S -> "16&" + bits(OperandSize.Y, operandSizes);
      case A -> bits(OperandSize.V, operandSizes) + " twice";
      default ->
          operandSizes.stream()
              .map(bytes -> size.bytes(bytes, CodeMode.BITS_64) * 8)
              .distinct()
              .sorted()
              .map(String::valueOf)
              .collect(joining("/"));
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
