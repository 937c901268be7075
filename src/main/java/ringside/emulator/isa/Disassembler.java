package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.OperandCode.Place;

/**
 * Writes instructions in NASM's syntax, so that the text assembles to an instruction that does the
 * same. One instruction has one text; prefixes without effect are left out.
 */
public final class Disassembler {
  /**
   * One line of a listing.
   *
   * @param address of the first byte
   * @param bytes of the instruction, or one byte that begins none
   * @param text the instruction, or {@code db} and the byte
   */
  public record Line(long address, byte[] bytes, String text) {}

  private static final int SS = 2;
  private static final int DS = 3;
  private static final int RSP = 4;
  private static final int RBP = 5;

  private final LongFunction<@Nullable String> labels;

  /** Writes every address as a number. */
  public Disassembler() {
    this(_ -> null);
  }

  /**
   * Writes branch targets and RIP-relative addresses as {@code labels} calls them, where it does.
   */
  public Disassembler(LongFunction<@Nullable String> labels) {
    this.labels = labels;
  }

  /** Writes the instructions in {@code code}, one after the other, the first at {@code address}. */
  public List<Line> sweep(Decoder decoder, CodeMode mode, byte[] code, long address) {
    List<Line> lines = new ArrayList<>();
    int at = 0;
    while (at < code.length) {
      DecodeResult result = decoder.decode(mode, code, at, code.length);
      Line line =
          switch (result) {
            case DecodedInstruction instruction ->
                new Line(address + at, instruction.bytes(), text(instruction, address + at));
            case DecodeResult.InvalidOpcode _,
                DecodeResult.TooLong _,
                DecodeResult.NeedsMoreBytes _ ->
                new Line(
                    address + at,
                    new byte[] {code[at]},
                    "db 0x" + HexFormat.of().toHexDigits(code[at]));
          };
      lines.add(line);
      at += line.bytes().length;
    }
    return lines;
  }

  /** Writes one instruction that is at {@code address}. */
  public String text(DecodedInstruction instruction, long address) {
    StringBuilder text = new StringBuilder(prefixes(instruction));
    InstructionRow row = instruction.row();
    text.append(Conditions.apply(row.mnemonic(), instruction.condition()).toLowerCase(Locale.ROOT));
    String separator = " ";
    for (int i = 0; i < instruction.operandCount(); i++) {
      if (!row.operands().get(i).place().hidden()) {
        text.append(separator).append(operand(instruction, i, address));
        separator = ", ";
      }
    }
    return text.toString();
  }

  private static String prefixes(DecodedInstruction instruction) {
    InstructionRow row = instruction.row();
    StringBuilder text = new StringBuilder();
    if (instruction.lock()) {
      text.append("lock ");
    }
    boolean compares = row.attributes().has(RowAttributes.Flag.REPZ);
    switch (instruction.repeat()) {
      case NONE -> {}
      case REPE -> text.append(compares ? "repe " : "rep ");
      case REPNE -> text.append(compares ? "repne " : "rep ");
    }
    boolean string = row.operands().stream().anyMatch(code -> code.place().hidden());
    if (string && instruction.segment() != DS) {
      text.append(segment(instruction)).append(' ');
    }
    if (!sizeShows(instruction) && instruction.operandSize() != natural(instruction)) {
      text.append('o').append(instruction.operandSize() * 8).append(' ');
    }
    if (!addressShows(instruction)
        && instruction.addressSize() != instruction.mode().addressSize()) {
      text.append('a').append(instruction.addressSize() * 8).append(' ');
    }
    return text.toString();
  }

  /** Whether mnemonic or operands tell the operand size, or nothing depends on it. */
  private static boolean sizeShows(DecodedInstruction instruction) {
    InstructionRow row = instruction.row();
    Opcode opcode = row.opcode();
    if (row.attributes().operandSizes() != RowAttributes.ALL_SIZES
        || opcode.prefix() == Opcode.MandatoryPrefix.P66
        || opcode.map().vex()
        || opcode.wide() == Opcode.Wide.W1) {
      return true;
    }
    for (int i = 0; i < instruction.operandCount(); i++) {
      OperandCode code = row.operands().get(i);
      boolean shows =
          switch (instruction.kind(i)) {
            case MEMORY ->
                code.memorySize().followsOperandSize() || !hint(instruction, i).isEmpty();
            case RELATIVE -> code.size() != OperandSize.B;
            default -> code.size().followsOperandSize();
          };
      if (shows) {
        return true;
      }
    }
    // a REX.W or 66 that changes nothing is not worth a word, but on RET and its like it is
    return row.operands().stream().anyMatch(code -> code.place().inModRm());
  }

  private static boolean addressShows(DecodedInstruction instruction) {
    if (instruction.row().attributes().addressSizes() != RowAttributes.ALL_SIZES) {
      return true;
    }
    if (!instruction.hasMemory()) {
      return instruction.row().operands().stream().noneMatch(code -> code.place().hidden());
    }
    boolean registers =
        instruction.base() != DecodedInstruction.NONE
            || instruction.index() != DecodedInstruction.NONE;
    return registers || instruction.mode() != CodeMode.BITS_64;
  }

  /** The operand size that the instruction has without prefix. */
  private static int natural(DecodedInstruction instruction) {
    RowAttributes attributes = instruction.row().attributes();
    boolean eight =
        attributes.has(RowAttributes.Flag.D64) || attributes.has(RowAttributes.Flag.F64);
    return eight && instruction.mode() == CodeMode.BITS_64 ? 8 : instruction.mode().operandSize();
  }

  private String operand(DecodedInstruction instruction, int at, long address) {
    OperandCode code = instruction.row().operands().get(at);
    int size = instruction.size(at);
    return switch (instruction.kind(at)) {
      case GENERAL -> Register.of(OperandKind.GENERAL, instruction.register(at), size).name();
      case SEGMENT -> Register.of(OperandKind.SEGMENT, instruction.register(at), 2).name();
      case CONTROL -> "cr" + instruction.register(at);
      case DEBUG -> "dr" + instruction.register(at);
      case X87 -> "st" + instruction.register(at);
      case MMX -> "mm" + instruction.register(at);
      case XMM -> "xmm" + instruction.register(at);
      case MEMORY -> hint(instruction, at) + memory(instruction, address);
      case IMMEDIATE -> immediate(instruction, at, code);
      case RELATIVE -> branch(instruction, code, address);
      case FAR_POINTER ->
          far(instruction)
              + number(instruction.immediate2())
              + ":"
              + number(instruction.immediate());
      case CONSTANT -> String.valueOf(instruction.register(at));
      case STRING_SOURCE, STRING_DESTINATION -> "";
    };
  }

  /** The size of a memory operand, where no register beside it tells. */
  private static String hint(DecodedInstruction instruction, int at) {
    InstructionRow row = instruction.row();
    OperandCode code = row.operands().get(at);
    switch (code.memorySize()) {
      case NONE, S, A -> {
        return "";
      }
      case P -> {
        return row.operands().size() == 1 ? "far " + far(instruction) : "";
      }
      default -> {}
    }
    for (int i = 0; i < row.operands().size(); i++) {
      OperandCode other = row.operands().get(i);
      boolean tells =
          other.place() == Place.REG_GENERAL
              || other.place() == Place.VEX_GENERAL
              || other.place() == Place.FIXED_GENERAL && code.place() == Place.OFFSET;
      boolean packed = other.place() == Place.REG_MMX || other.place() == Place.REG_XMM;
      if (tells && other.size() == code.memorySize()
          || packed && !code.memorySize().followsOperandSize()) {
        return "";
      }
    }
    return Encoder.sizeWord(instruction.size(at)) + " ";
  }

  private static String far(DecodedInstruction instruction) {
    int natural = instruction.mode() == CodeMode.BITS_64 ? 8 : instruction.mode().operandSize();
    return instruction.operandSize() == natural
        ? ""
        : Encoder.sizeWord(instruction.operandSize()) + " ";
  }

  private String memory(DecodedInstruction instruction, long address) {
    StringBuilder text = new StringBuilder("[");
    int base = instruction.base();
    int index = instruction.index();
    int size = instruction.addressSize();
    int usual = base == RSP || base == RBP ? SS : DS;
    if (instruction.segment() != usual) {
      text.append(segment(instruction)).append(':');
    }
    long displacement = instruction.displacement();
    if (instruction.ripRelative()) {
      long target = address + instruction.length() + displacement;
      return text.append("rel ").append(label(target)).append(']').toString();
    }
    if (base == DecodedInstruction.NONE && index == DecodedInstruction.NONE) {
      boolean wholeOffset =
          instruction.row().operands().stream().anyMatch(code -> code.place() == Place.OFFSET);
      if (instruction.mode() != CodeMode.BITS_64 && size != instruction.mode().addressSize()
          || wholeOffset && size == 8) {
        text.append(Encoder.sizeWord(size)).append(' ');
      }
      long offset = size == 8 ? displacement : displacement & -1L >>> 64 - size * 8;
      return text.append(number(offset)).append(']').toString();
    }
    if (base != DecodedInstruction.NONE) {
      text.append(Register.of(OperandKind.GENERAL, base, size).name());
    }
    if (index != DecodedInstruction.NONE) {
      boolean alone = base == DecodedInstruction.NONE;
      text.append(alone ? instruction.scale() <= 2 ? "nosplit " : "" : "+");
      text.append(Register.of(OperandKind.GENERAL, index, size).name());
      text.append(alone || instruction.scale() > 1 ? "*" + instruction.scale() : "");
    }
    if (displacement != 0) {
      text.append(displacement < 0 ? "-" : "+").append(number(Math.abs(displacement)));
    }
    return text.append(']').toString();
  }

  private static String segment(DecodedInstruction instruction) {
    return Register.of(OperandKind.SEGMENT, instruction.segment(), 2).name();
  }

  /** Small negative numbers with a sign, whichever form they are encoded in. */
  private static String immediate(DecodedInstruction instruction, int at, OperandCode code) {
    boolean second =
        IntStream.range(0, at).anyMatch(i -> instruction.kind(i) == OperandKind.IMMEDIATE);
    long value = second ? instruction.immediate2() : instruction.immediate();
    int size = instruction.size(at);
    long extended = value << 64 - size * 8 >> 64 - size * 8;
    boolean signed =
        code.size().followsOperandSize() && (extended >= -128 && extended < 0 || size == 8);
    if (signed) {
      value = extended;
    }
    boolean alone = instruction.operandCount() == 1 && code.size().followsOperandSize();
    String hint =
        alone && instruction.operandSize() != natural(instruction)
            ? Encoder.sizeWord(instruction.operandSize()) + " "
            : "";
    return hint + (signed && value < 0 ? "-" + number(-value) : number(value));
  }

  private String branch(DecodedInstruction instruction, OperandCode code, long address) {
    long target = address + instruction.length() + instruction.immediate();
    int size = instruction.operandSize();
    long wrapped = size == 8 ? target : target & -1L >>> 64 - size * 8;
    if (code.size() == OperandSize.B) {
      boolean both = instruction.opcode() < 0xE0 || instruction.opcode() > 0xE3;
      return (both ? "short " : "") + label(wrapped);
    }
    boolean unusual = instruction.operandSize() != natural(instruction);
    String hint = unusual ? Encoder.sizeWord(instruction.operandSize()) + " " : "";
    boolean shortForm = instruction.opcode() != 0xE8;
    return (unusual ? hint : shortForm ? "near " : "") + label(wrapped);
  }

  private String label(long address) {
    String label = labels.apply(address);
    return label == null ? number(address) : label;
  }

  /** Decimal up to 9, where both notations agree, else hexadecimal. */
  private static String number(long value) {
    return Long.compareUnsigned(value, 10) < 0
        ? Long.toString(value)
        : "0x" + Long.toHexString(value);
  }
}
