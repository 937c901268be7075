package ringside.emulator.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Limits;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.machine.InstructionTables;

/**
 * Writes random programs that run for ever: functions of random instructions that loop, branch,
 * call each other, touch memory across pages, overwrite their own immediates, and fault. The timer
 * interrupts them. All is in one image at 1 MiB; 16-bit programs are at 64 KiB.
 */
final class RandomGuest {
  static final long ORIGIN = 0x10_0000;
  static final long ORIGIN_16 = 0x1_0000;

  private static final int FUNCTIONS = 6;
  private static final List<String> TWO_OPERANDS =
      List.of("add", "adc", "sub", "sbb", "and", "or", "xor", "cmp", "test", "mov");
  private static final List<String> ONE_OPERAND = List.of("inc", "dec", "neg", "not");
  private static final List<String> SHIFTS =
      List.of("shl", "shr", "sar", "rol", "ror", "rcl", "rcr");
  private static final List<String> CONDITIONS =
      List.of(
          "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g");
  private static final List<String> NAMES = List.of("a", "c", "d", "b");

  private final Random random;
  private final int bits;
  private final StringBuilder text = new StringBuilder();
  private final boolean modifies;
  private int labels;
  private int function;

  private RandomGuest(long seed, int bits) {
    this.random = new Random(seed);
    this.bits = bits;
    this.modifies = random.nextBoolean();
  }

  /** The image of a program for code of 16, 32 or 64 bits. */
  static byte[] image(long seed, int bits) {
    String source = new RandomGuest(seed, bits).source();
    SourceProvider sources =
        (path, _) -> new SourceProvider.Found(path, source.getBytes(StandardCharsets.UTF_8));
    Assembly assembly =
        new Assembler(InstructionTables.table())
            .assemble(
                "random.asm", sources, new AssemblerOptions(Limits.DEFAULT, Map.of(), 0, bits));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(assembly.diagnostics() + "\n" + source);
    }
    return assembly.image();
  }

  // The frame of a program.

  private String source() {
    line("bits %d", bits);
    line("org 0x%x", bits == 16 ? 0 : ORIGIN);
    if (bits != 16) {
      handlers();
    }
    line("start:");
    for (int i = 0; i < 8; i++) {
      if (i != 4) {
        line("mov %s, %d", wide(i), bits == 16 ? random.nextInt(0x10000) : random.nextInt());
      }
    }
    line("forever:");
    for (int i = 0; i < FUNCTIONS; i++) {
      line("call function%d", i);
    }
    line("jmp forever");
    for (function = 0; function < FUNCTIONS; function++) {
      if (random.nextInt(3) == 0) {
        line("align 4096");
      }
      line("function%d:", function);
      body();
      line("ret");
    }
    line("align 4096");
    line("buffer: times 16384 db 0x5a");
    return text.toString();
  }

  /** Installs a timer interrupt, and a handler of faults that goes on where the program asked. */
  private void handlers() {
    line("jmp install");
    line("align 8");
    line("idt: times %d dd 0", bits == 64 ? 4 * 0x30 : 2 * 0x30);
    line("idtr: dw $ - idt - 1");
    line(bits == 64 ? "dq idt" : "dd idt");
    line("resume: dq 0");
    line("count: dd 0");
    String back = bits == 64 ? "iretq" : "iretd";
    String a = wide(0);
    line("with_code: add %s, %d", wide(4), bits / 8);
    line("fault: push %s", a);
    line("mov %s, [resume]", a);
    line("mov [%s + %d], %s", wide(4), bits / 8, a);
    line("pop %s", a);
    line(back);
    line("timer: push %s", a);
    line("inc dword [count]");
    line("mov al, 0x20");
    line("out 0x20, al");
    line("pop %s", a);
    line(back);
    line("install:");
    for (int vector = 0; vector < 0x21; vector++) {
      boolean code = vector == 8 || vector >= 10 && vector <= 14 || vector == 17;
      line("mov eax, %s", vector == 0x20 ? "timer" : code ? "with_code" : "fault");
      int size = bits == 64 ? 16 : 8;
      line("mov [idt + %d], ax", vector * size);
      line("mov word [idt + %d], 8", vector * size + 2);
      line("mov word [idt + %d], 0x8e00", vector * size + 4);
      line("shr eax, 16");
      line("mov [idt + %d], ax", vector * size + 6);
    }
    line("lidt [idtr]");
    for (String write :
        List.of("0x20:0x11", "0x21:0x20", "0x21:4", "0x21:1", "0x21:0xfe", "0x43:0x34")) {
      line("mov al, %s", write.split(":")[1]);
      line("out %s, al", write.split(":")[0]);
    }
    int divisor = 20 + random.nextInt(400);
    line("mov al, %d", divisor & 0xFF);
    line("out 0x40, al");
    line("mov al, %d", divisor >> 8);
    line("out 0x40, al");
    line("sti");
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(format, arguments)).append('\n');
  }

  // Operands.

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** A general register by number, of the mode's size. */
  private String wide(int register) {
    return name(register, bits / 8);
  }

  private static String name(int register, int size) {
    if (register >= 8) {
      return "r" + register + (size == 8 ? "" : size == 4 ? "d" : size == 2 ? "w" : "b");
    }
    String base = List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di").get(register);
    return switch (size) {
      case 8 -> "r" + base;
      case 4 -> "e" + base;
      case 2 -> base;
      default -> NAMES.get(register & 3) + (register < 4 ? "l" : "h");
    };
  }

  private int size() {
    int log = random.nextInt(bits == 64 ? 6 : 5);
    return log == 0 ? 1 : log == 1 ? 2 : log == 5 ? 8 : 4;
  }

  private int index() {
    int index = random.nextInt(bits == 64 ? 16 : 8);
    return index == 4 || index == 5 ? random.nextInt(4) : index;
  }

  private String register(int size) {
    if (size > 1) {
      return name(index(), size);
    }
    return pick(NAMES) + (bits != 64 && random.nextInt(4) == 0 ? "h" : "l");
  }

  private String immediate(int size) {
    return switch (random.nextInt(4)) {
      case 0 -> String.valueOf(random.nextInt(3) - 1);
      case 1 -> String.valueOf(random.nextInt(256) - 128);
      default ->
          size == 1
              ? String.valueOf(random.nextInt(128))
              : size == 2
                  ? String.valueOf(random.nextInt(0x7FFF))
                  : String.valueOf(random.nextInt());
    };
  }

  /** A place in the buffer; what is emitted first keeps the index in it. */
  private String memory(int size) {
    String word =
        List.of("byte", "word", "dword", "qword").get(Integer.numberOfTrailingZeros(size));
    if (random.nextInt(4) == 0) {
      return word + " [buffer + " + random.nextInt(0x2FF0) + "]";
    }
    if (bits == 16) {
      line("and bx, 0xfff");
      return word + " [buffer + bx + " + random.nextInt(0x100) + "]";
    }
    int index = index();
    line("and %s, 0xfff", name(index, 4));
    int scale = 1 << random.nextInt(2);
    return String.format(
        "%s [buffer + %s * %d + %d]", word, wide(index), scale, random.nextInt(0x1000));
  }

  // Instructions.

  private void body() {
    for (int i = 8 + random.nextInt(24); i > 0; i--) {
      switch (random.nextInt(14)) {
        case 0 -> loop();
        case 1, 2 -> forward();
        case 3 -> stack();
        case 4 -> {
          if (modifies) {
            modifyCode();
          }
        }
        case 5 -> faulty();
        case 6 -> {
          if (function + 1 < FUNCTIONS) {
            line("call function%d", function + 1 + random.nextInt(FUNCTIONS - function - 1));
          }
        }
        case 7 -> string();
        default -> some(1 + random.nextInt(6));
      }
    }
  }

  private void some(int count) {
    for (int i = 0; i < count; i++) {
      instruction();
    }
  }

  private void instruction() {
    int size = size();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> line("%s %s, %s", pick(TWO_OPERANDS), register(size), register(size));
      case 4, 5 -> line("%s %s, %s", pick(TWO_OPERANDS), register(size), immediate(size));
      case 6 -> line("%s %s, %s", pick(TWO_OPERANDS), memory(size), register(size));
      case 7 -> line("%s %s, %s", pick(TWO_OPERANDS), register(size), memory(size));
      case 8 -> line("%s %s, %s", pick(TWO_OPERANDS), memory(size), immediate(size));
      case 9 -> line("%s %s", pick(ONE_OPERAND), register(size));
      case 10 -> line("%s %s", pick(ONE_OPERAND), memory(size));
      case 11 -> line("%s %s, %d", pick(SHIFTS), register(size), random.nextInt(70));
      case 12 ->
          line("%s %s, cl", pick(SHIFTS), random.nextBoolean() ? register(size) : memory(size));
      case 13 -> line("set%s %s", pick(CONDITIONS), register(1));
      case 14 -> line("cmov%s %s, %s", pick(CONDITIONS), register(4), register(4));
      case 15 ->
          line("%s %s, %s", random.nextBoolean() ? "movzx" : "movsx", register(4), memory(1));
      case 16 -> line("imul %s, %s", register(4), register(4));
      case 17 -> line("lea %s, [%s + %s * 4 + %d]", register(4), name(3, 4), name(6, 4), 77);
      default -> odd(size);
    }
  }

  private void odd(int size) {
    int two = Math.max(2, size);
    switch (random.nextInt(14)) {
      case 0 -> line("xchg %s, %s", register(size), register(size));
      case 1 -> line("xadd %s, %s", memory(size), register(size));
      case 2 -> line("cmpxchg %s, %s", memory(size), register(size));
      case 3 -> line("shld %s, %s, %d", register(two), register(two), random.nextInt(40));
      case 4 -> line("shrd %s, %s, cl", register(two), register(two));
      case 5 -> line("bt%s %s, %d", pick(List.of("", "s", "r", "c")), register(two), 9);
      case 6 -> line("bs%s %s, %s", pick(List.of("f", "r")), register(two), register(two));
      case 7 ->
          line(
              pick(
                  List.of("clc", "stc", "cmc", "lahf", "sahf", "cbw", "cwd", "add ah, bl", "nop")));
      case 8 -> line("bswap %s", register(4));
      case 9 -> line("%s %s", pick(List.of("mul", "imul")), register(size));
      case 10 -> line("imul %s, %s, %s", register(4), memory(4), immediate(4));
      case 11 -> line("movs%s %s, %s", "x", register(4), register(2));
      case 12 -> line("xchg %s, %s", memory(size), register(size));
      default -> line("pushf%n popf");
    }
  }

  private void loop() {
    int label = labels++;
    line("push %s", wide(5));
    line("mov %s, %d", name(5, Math.min(4, bits / 8)), 2 + random.nextInt(30));
    line("loop%d:", label);
    some(1 + random.nextInt(5));
    line("dec %s", name(5, Math.min(4, bits / 8)));
    line("jnz loop%d", label);
    line("pop %s", wide(5));
  }

  private void forward() {
    int label = labels++;
    instruction();
    switch (random.nextInt(12)) {
      case 0 -> line("jecxz forward%d", label);
      case 1 -> line("loop forward%d", label);
      case 2 -> line("loopne forward%d", label);
      default -> line("j%s forward%d", pick(CONDITIONS), label);
    }
    some(random.nextInt(4));
    line("forward%d:", label);
  }

  private void stack() {
    line("push %s", wide(index()));
    some(random.nextInt(3));
    if (random.nextBoolean()) {
      line("push %s", wide(index()));
      line("push %d", random.nextInt(100));
      String top = name(4, Math.max(4, bits / 8));
      line("lea %s, [%s + %d]", top, top, bits / 8);
      line("pop %s", wide(index()));
    }
    line("pop %s", wide(index()));
  }

  /** Changes an immediate ahead or behind, now and then, and runs it. */
  private void modifyCode() {
    int label = labels++;
    line("test %s, 0x1f", name(0, bits == 16 ? 2 : 4));
    line("jnz same%d", label);
    line("mov [same%d + 1], dl", label);
    line("same%d: mov %s, 0x1234", label, name(index() & 3, bits == 16 ? 2 : 4));
    line("add %s, %s", wide(2), wide(1));
  }

  /** Something that may fault; the handler goes on behind it. */
  private void faulty() {
    if (bits == 16) {
      some(2);
      return;
    }
    int label = labels++;
    line("mov %s [resume], after%d", bits == 64 ? "qword" : "dword", label);
    switch (random.nextInt(5)) {
      case 0 -> line("div %s", register(size()));
      case 1 -> line("idiv %s", memory(size()));
      case 2 -> line("add [0x7ffffff0], %s", register(4));
      case 3 -> line("ud2");
      default -> line("mov %s, [0x7fffffe0 + ecx]", register(size()));
    }
    line("after%d:", label);
  }

  private void string() {
    line("push %s", wide(1));
    line("push %s", wide(6));
    line("push %s", wide(7));
    line("mov %s, buffer + %d", wide(6), random.nextInt(5000));
    line("mov %s, buffer + %d", wide(7), random.nextInt(5000));
    line("mov %s, %d", wide(1), random.nextInt(40));
    line(
        pick(
            List.of(
                "rep movsb", "rep stosw", "lodsb", "stosb", "repe cmpsb", "repne scasb", "movsw")));
    line("pop %s", wide(7));
    line("pop %s", wide(6));
    line("pop %s", wide(1));
  }
}
