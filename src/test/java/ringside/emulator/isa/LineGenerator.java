package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Makes lines of assembly from rows: for each row operands of the right kind, and some of wrong.
 */
final class LineGenerator {
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "5",
          "10",
          "127",
          "128",
          "-1",
          "-128",
          "-129",
          "255",
          "256",
          "0x1234",
          "0x7FFF",
          "0x8000",
          "0xFFFF",
          "0xFF80",
          "0x12345",
          "0x7FFFFFFF",
          "0x80000000",
          "0xFFFFFF80",
          "0xFFFFFFFF",
          "0x123456789",
          "-0x80000000",
          "$",
          "$+300");
  private static final List<String> ADDRESSES_16 =
      List.of("bx", "bp", "si", "di+5", "bx+si", "bp+di-200", "si+bx+127", "bp+2", "0x1234", "$");
  private static final List<String> ADDRESSES_32 =
      List.of(
          "eax",
          "ebp",
          "esp",
          "esp+8",
          "ebx+128",
          "ebx-128",
          "ecx*2",
          "ecx*4",
          "eax+ebx*8-5",
          "ebp+eax",
          "eax*1+ecx",
          "ecx+eax*1",
          "esi+esp",
          "edx*5",
          "byte ebx",
          "dword edi",
          "nosplit ecx*2",
          "nosplit eax*1",
          "ebx+$",
          "dword 0x12345");
  private static final List<String> ADDRESSES_64 =
      List.of(
          "rax",
          "rbp",
          "rsp",
          "r12",
          "r13",
          "r8+r9*4",
          "r9+r8",
          "rsp+rax",
          "rbp+rbp",
          "r12*2",
          "rax+0x1000",
          "rbx-1",
          "rdx*8",
          "r13*4+rax-129",
          "rel $",
          "abs $",
          "rel 0x10",
          "r11+$",
          "byte r10",
          "r8d",
          "eax+r9d*2",
          "qword 0x1234",
          "fs:0x28",
          "$");

  private final CodeMode mode;
  private final Random random;

  LineGenerator(CodeMode mode, long seed) {
    this.mode = mode;
    random = new Random(seed);
  }

  /** Lines for every row, {@code count} of each. */
  Set<String> lines(InstructionTable table, int count) {
    Set<String> lines = new LinkedHashSet<>();
    for (InstructionRow row : table.rows()) {
      for (int i = 0; i < count; i++) {
        lines.add(line(row, i == 0));
      }
    }
    return lines;
  }

  private String line(InstructionRow row, boolean plain) {
    List<String> operands = new ArrayList<>();
    int size = List.of(2, 4, 8, 1).get(random.nextInt(plain ? 2 : 4));
    for (OperandCode code : row.operands()) {
      if (!code.place().hidden()) {
        operands.add(operand(code, size, row));
      }
    }
    String name = Conditions.apply(row.mnemonic(), random.nextInt(16));
    String prefix = plain || random.nextInt(12) != 0 ? "" : prefix(row);
    return (prefix + name.toLowerCase(Locale.ROOT) + " " + String.join(", ", operands)).strip();
  }

  private String prefix(InstructionRow row) {
    if (row.attributes().has(RowAttributes.Flag.LOCK)) {
      return "lock ";
    }
    return row.attributes().repeats() ? pick(List.of("rep ", "repne ", "fs ", "a32 ")) : "";
  }

  private String operand(OperandCode code, int operandSize, InstructionRow row) {
    int size = Math.max(code.size().bytes(operandSize == 1 ? 2 : operandSize, mode), 1);
    return switch (code.place()) {
      case RM_GENERAL -> random.nextBoolean() ? general(size) : memory(code, operandSize);
      case REG_GENERAL, RM_ONLY_GENERAL, OPCODE_GENERAL, VEX_GENERAL -> general(size);
      case IMMEDIATE -> immediate(size);
      case RELATIVE -> branch(size, row);
      case FAR_POINTER -> pick(List.of("", "word ", "dword ")) + "0x10:0x1234";
      case MEMORY ->
          (code.size() == OperandSize.P && row.operands().size() == 1 ? "far " : "")
              + memory(code, operandSize);
      case OFFSET -> "[" + pick(List.of("0x1234", "fs:0x10", "$")) + "]";
      case REG_SEGMENT -> Register.of(OperandKind.SEGMENT, random.nextInt(6), 2).name();
      case REG_CONTROL ->
          pick(List.of("cr0", "cr2", "cr3", mode == CodeMode.BITS_64 ? "cr8" : "cr4"));
      case REG_DEBUG -> pick(List.of("dr0", "dr3", "dr6", "dr7"));
      case RM_MMX -> random.nextBoolean() ? "mm" + random.nextInt(8) : memory(code, operandSize);
      case REG_MMX, RM_ONLY_MMX -> "mm" + random.nextInt(8);
      case RM_XMM -> random.nextBoolean() ? xmm() : memory(code, operandSize);
      case REG_XMM, RM_ONLY_XMM, VEX_XMM -> xmm();
      case RM_ONLY_X87 -> "st" + random.nextInt(8);
      case FIXED_GENERAL ->
          switch (code.text()) {
            case "rAX", "eAX" -> Register.of(OperandKind.GENERAL, 0, size).name();
            default -> code.text().toLowerCase(Locale.ROOT);
          };
      case FIXED_SEGMENT, FIXED_X87, FIXED_XMM, CONSTANT -> code.text().toLowerCase(Locale.ROOT);
      case STRING_SOURCE, STRING_DESTINATION -> throw new IllegalStateException(row.toString());
    };
  }

  private String xmm() {
    return "xmm" + random.nextInt(mode == CodeMode.BITS_64 ? 16 : 8);
  }

  private String general(int size) {
    if (size > 8 || size == 6) {
      return general(4);
    }
    int number = random.nextInt(mode == CodeMode.BITS_64 ? 16 : 8);
    if (size == 1 && random.nextInt(4) == 0
        || size == 1 && number >= 4 && mode != CodeMode.BITS_64) {
      number = 16 + random.nextInt(4);
    }
    // AX and its parts have encodings of their own
    return Register.of(OperandKind.GENERAL, random.nextInt(4) == 0 ? 0 : number, size).name();
  }

  private String immediate(int size) {
    String hint =
        switch (random.nextInt(6)) {
          case 0 -> Encoder.sizeWord(size) + " ";
          case 1 -> "strict " + Encoder.sizeWord(size) + " ";
          case 2 -> "byte ";
          default -> "";
        };
    return hint + pick(NUMBERS);
  }

  private String branch(int size, InstructionRow row) {
    List<String> targets = new ArrayList<>(List.of("$", "$+20", "$-100", "short $+5"));
    // where there is no near form NASM cuts the distance to a number without a word
    if (size != 1) {
      targets.addAll(List.of("$+300", "$-0x900", "near $+5", "0x1010", "near 0x2000"));
      if (row.opcode().block() != Opcode.Block.CONDITION) {
        targets.addAll(List.of("dword $", "word $+7"));
      }
    }
    return pick(targets);
  }

  private String memory(OperandCode code, int operandSize) {
    int size = code.memorySize().bytes(operandSize == 1 ? 2 : operandSize, mode);
    if (code.memorySize() == OperandSize.P) {
      size = operandSize == 1 ? 2 : operandSize;
    }
    boolean named = size == 1 || size == 2 || size == 4 || size == 8 || size == 10 || size == 16;
    String hint = named && random.nextInt(4) != 0 ? Encoder.sizeWord(size) + " " : "";
    String segment = random.nextInt(8) == 0 ? pick(List.of("es:", "fs:", "ss:")) : "";
    String address =
        switch (random.nextInt(4)) {
          case 0 -> pick(mode == CodeMode.BITS_64 ? ADDRESSES_64 : ADDRESSES_16);
          case 1 -> pick(mode == CodeMode.BITS_64 ? ADDRESSES_64 : ADDRESSES_32);
          default -> pick(ADDRESSES_32);
        };
    return hint
        + "["
        + (address.contains(":") || address.contains(" ") ? "" : segment)
        + address
        + "]";
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
