package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes sources at random that try sizes, expressions, jumps, macros and sections together. */
final class RandomProgram {
  private static final String[] WIDE_64 = {"rax", "rbx", "rcx", "rsi", "r8", "r12", "r13", "r15"};
  private static final String[] WIDE_32 = {"eax", "ebx", "ecx", "edx", "esi", "edi", "ebp"};
  private static final String[] WIDE_16 = {"ax", "bx", "cx", "dx", "si", "di", "bp"};
  private static final String[] ARITHMETIC = {
    "add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"
  };
  private static final String[] JUMPS = {"jmp", "jz", "jnz", "jc", "jg", "jnp", "jae"};
  private static final String[] BINARY = {
    "+", "-", "*", "&", "|", "^", "<<", ">>", ">>>", "==", "!=", "<", ">", "<=", ">=", "&&", "||",
    "^^"
  };
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    100,
    126,
    127,
    128,
    129,
    255,
    256,
    1000,
    32767,
    32768,
    65535,
    65536,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    -1,
    -2,
    -127,
    -128,
    -129,
    -32768
  };

  private final Random random;
  private final int labels;
  private final List<String> lines = new ArrayList<>();
  private int bits;
  private int label;

  RandomProgram(long seed, int statements) {
    random = new Random(seed);
    labels = Math.max(2, statements / 6);
    bits = pick(16, 32, 64);
    lines.add("%macro twice 2+");
    lines.add("        dw %1");
    lines.add("%%here: %2");
    lines.add("        dw %%here - $$, %0");
    lines.add("%endmacro");
    lines.add("%define offset(x) (x - $$)");
    lines.add("        org 0x" + Integer.toHexString(random.nextInt(0x8000)));
    lines.add("        bits " + bits);
    for (int i = 0; i < statements; i++) {
      if (label < labels && random.nextInt(5) == 0) {
        lines.add("l" + label++ + ":");
      }
      statement();
    }
    while (label < labels) {
      lines.add("l" + label++ + ":");
    }
    lines.add("constant equ " + number());
    lines.add("distance equ $ - $$");
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  private void statement() {
    switch (random.nextInt(24)) {
      case 0, 1, 2 -> add(pick(JUMPS) + " " + pick("", "", "", "near ") + target());
      case 3 -> add("call " + target());
      case 4, 5 -> add(pick(ARITHMETIC) + " " + register() + ", " + immediate());
      case 6 -> add(pick(ARITHMETIC) + " " + size() + memory() + ", " + small());
      case 7 -> add("mov " + register() + ", " + immediate());
      case 8 -> add("mov " + register() + ", " + memory());
      case 9 -> add("mov " + memory() + ", " + register());
      case 10 -> add("lea " + register() + ", " + memory());
      case 11 -> add("push " + pick("", "word ") + small());
      case 12 -> add("imul " + register() + ", " + memory() + ", " + small());
      case 13 -> add("db " + expression(3) + " & 0xff, '" + pick("a", "bc", "def") + "'");
      case 14 -> add("dw " + value() + ", " + expression(2) + " & 0xffff");
      case 15 -> add("dd " + value() + ", " + number() + " & 0xffffffff");
      case 16 -> add("dq " + expression(4) + ", " + value());
      case 17 -> add("times " + random.nextInt(40) + " " + pick("nop", "db $ - $$ & 0xff", "dw 5"));
      case 18 -> add("align " + (1 << random.nextInt(6)) + pick("", ", db 0xcc"));
      case 19 -> add("twice " + value() + ", " + pick("nop", "db 1, 2, 3", "jmp " + target()));
      case 20 -> {
        bits = pick(16, 32, 64);
        add("bits " + bits);
      }
      case 21 -> add("test " + register() + ", " + small());
      case 22 -> add(pick("inc", "neg", "not", "mul") + " " + size() + memory());
      default -> add("section " + pick(".text", ".data", "other align=16", "third vstart=0x5000"));
    }
  }

  private void add(String line) {
    lines.add("        " + line);
  }

  private String target() {
    return pick("$", "$ + 5", "l" + random.nextInt(labels), "l" + random.nextInt(labels));
  }

  /** A label, or a number that fits anywhere. */
  private String value() {
    return pick("l" + random.nextInt(labels), "$", "$$", "offset($)", "constant & 0x7f", "'x'");
  }

  private String immediate() {
    return pick(
        number(), number(), "l" + random.nextInt(labels), "constant & 0x7f", "distance * 0 + 5");
  }

  private String small() {
    return pick("1", "-1", "127", "-128", "128", "0x7f", "5 + 3");
  }

  private String number() {
    return String.valueOf(NUMBERS[random.nextInt(NUMBERS.length)]);
  }

  private String expression(int depth) {
    if (depth == 0) {
      return pick(number(), number(), "offset($)", "($ - $$)", "constant");
    }
    return switch (random.nextInt(6)) {
      case 0 -> "(" + expression(depth - 1) + ")";
      case 1 -> pick("-", "~", "!", "+") + expression(depth - 1);
      case 2 ->
          "(" + expression(depth - 1) + " ? " + expression(depth - 1) + " : " + number() + ")";
      case 3 -> "(" + expression(depth - 1) + ") " + pick("/", "//", "%", "%%") + " 7";
      default -> expression(depth - 1) + " " + pick(BINARY) + " " + expression(depth - 1);
    };
  }

  private String register() {
    return switch (bits) {
      case 64 -> pick(pick(WIDE_64), pick(WIDE_32), pick(WIDE_16));
      case 32 -> pick(pick(WIDE_32), pick(WIDE_16));
      default -> pick(pick(WIDE_16), pick(WIDE_32));
    };
  }

  private String size() {
    return bits == 64
        ? pick("byte ", "word ", "dword ", "qword ")
        : pick("byte ", "word ", "dword ");
  }

  private String memory() {
    String[] wide = bits == 64 ? WIDE_64 : WIDE_32;
    String base = pick(wide);
    return switch (random.nextInt(8)) {
      case 0 -> "[" + base + "]";
      case 1 -> "[" + base + " + " + small() + "]";
      case 2 -> "[" + base + " + " + pick(wide) + " * " + pick("1", "2", "4", "8") + "]";
      case 3 -> "[" + base + " + " + pick(wide) + " - " + random.nextInt(300) + "]";
      case 4 -> "[l" + random.nextInt(labels) + "]";
      case 5 -> "[" + base + " * " + pick("2", "3", "4", "5", "8", "9") + "]";
      case 6 ->
          bits == 16
              ? "[" + pick("bx", "bp") + pick("", " + si", " + di - 5") + "]"
              : "[es:" + base + "]";
      default -> bits == 64 ? "[rel l" + random.nextInt(labels) + "]" : "[0x1234]";
    };
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
