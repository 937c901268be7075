package ringside.emulator.machine;

import java.util.List;
import java.util.SplittableRandom;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.Opcode;

/** Bytes that decode to instructions of every row, to almost such, and to anything. */
final class FuzzCode {
  private static final int[] PREFIXES = {
    0x66, 0x67, 0xF0, 0xF2, 0xF3, 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65
  };

  private static final List<InstructionRow> ROWS = InstructionTables.table().rows();

  private final SplittableRandom random;
  private final boolean wide;
  private final byte[] code = new byte[FuzzWorld.CODE_SIZE];
  private int at;

  private FuzzCode(SplittableRandom random, boolean wide) {
    this.random = random;
    this.wide = wide;
  }

  static byte[] generate(SplittableRandom random, boolean wide) {
    FuzzCode generator = new FuzzCode(random, wide);
    while (generator.at < generator.code.length) {
      generator.piece();
    }
    return generator.code;
  }

  private void piece() {
    int start = at;
    switch (random.nextInt(8)) {
      case 0 -> anything(1 + random.nextInt(16));
      case 1 -> {
        row();
        for (int flips = 0; flips < 2; flips++) {
          int index = start + random.nextInt(Math.max(1, at - start));
          if (index < code.length) {
            code[index] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
      default -> row();
    }
  }

  private void put(int octet) {
    if (at < code.length) {
      code[at] = (byte) octet;
    }
    at++;
  }

  private void anything(int count) {
    for (int i = 0; i < count; i++) {
      put(random.nextInt(256));
    }
  }

  private void row() {
    InstructionRow row = ROWS.get(random.nextInt(ROWS.size()));
    Opcode opcode = row.opcode();
    while (random.nextInt(6) == 0) {
      put(PREFIXES[random.nextInt(PREFIXES.length)]);
    }
    boolean w = opcode.wide() == Opcode.Wide.W1 || random.nextInt(8) == 0;
    if (opcode.map().vex()) {
      vex(opcode, w);
    } else {
      switch (opcode.prefix()) {
        case P66 -> put(0x66);
        case PF3 -> put(0xF3);
        case PF2 -> put(0xF2);
        case ANY, NONE -> {}
      }
      if (wide && (w || random.nextInt(3) == 0)) {
        put(0x40 | (w ? 8 : 0) | random.nextInt(8));
      }
      for (String octet : opcode.map().text().split(" ")) {
        if (!octet.isEmpty()) {
          put(Integer.parseInt(octet, 16));
        }
      }
    }
    int span =
        switch (opcode.block()) {
          case SINGLE -> 1;
          case REGISTER -> 8;
          case CONDITION -> 16;
        };
    put(opcode.value() + random.nextInt(span));
    operands(opcode);
  }

  private void vex(Opcode opcode, boolean w) {
    int map =
        switch (opcode.map()) {
          case VEX_0F -> 1;
          case VEX_0F38 -> 2;
          default -> 3;
        };
    int prefix =
        switch (opcode.prefix()) {
          case P66 -> 1;
          case PF3 -> 2;
          case PF2 -> 3;
          case ANY, NONE -> 0;
        };
    put(0xC4);
    put(0xC0 | random.nextInt(2) << 5 | map);
    put((w ? 0x80 : 0) | random.nextInt(16) << 3 | prefix);
  }

  private void operands(Opcode opcode) {
    int modRm = random.nextInt(256);
    switch (opcode.modRm()) {
      case REG -> put(modRm);
      case DIGIT -> put(modRm & 0xC7 | opcode.digit() << 3);
      case FIXED, SUFFIX -> put(opcode.digit());
      case NONE -> {}
    }
    int tail = random.nextInt(7);
    for (int i = 0; i < tail; i++) {
      put(random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2) * 8);
    }
  }
}
