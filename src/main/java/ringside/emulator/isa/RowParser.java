package ringside.emulator.isa;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads rows.
 *
 * <p>The opcode ends where a word is no opcode word; that word is the mnemonic. Words after it are
 * operands while commas join them, and attributes from the first lower-case word on. A word {@code
 * 66}, {@code F3} or {@code F2} before another byte is a mandatory prefix. A byte after the opcode
 * byte is a fixed ModRM byte ({@code 0F 01 D0}), or in a synonym a fixed immediate ({@code D4 0A}).
 * Immediate words are for the reader; they must agree with the operands.
 */
final class RowParser {
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
  private static final Pattern BYTE = Pattern.compile("([0-9A-F]{2})(\\+r|\\+cc|\\+i)?");
  private static final Pattern MNEMONIC = Pattern.compile("[A-Z][A-Z0-9]*(cc)?");
  private static final Pattern IMMEDIATE = Pattern.compile("i[bwdqzv]|c[bwdzp]|mo");
  private static final Pattern VEX =
      Pattern.compile("VEX\\.LZ(?:\\.(66|F2|F3))?\\.(0F|0F38|0F3A)(?:\\.(W0|W1))?");

  private final Deque<String> words;

  private Opcode.Map map = Opcode.Map.ONE_BYTE;
  private Opcode.MandatoryPrefix prefix = Opcode.MandatoryPrefix.ANY;
  private Opcode.Wide wide = Opcode.Wide.ANY;
  private Opcode.Block block = Opcode.Block.SINGLE;
  private Opcode.ModRm modRm = Opcode.ModRm.NONE;
  private Opcode.Form form = Opcode.Form.ANY;
  private int value = -1;
  private int digit;
  private final List<String> immediates = new ArrayList<>();

  private RowParser(String line) {
    words = new ArrayDeque<>(Arrays.asList(SEPARATOR.split(line)));
  }

  /**
   * Reads one row.
   *
   * @throws IllegalStateException if it is not in the grammar, naming class, method and row
   */
  static InstructionRow parse(String line, int id, Method method, int methodId) {
    try {
      return new RowParser(line).row(id, method, methodId);
    } catch (IllegalArgumentException e) {
      String place = method.getDeclaringClass().getSimpleName() + "." + method.getName();
      throw new IllegalStateException(place + ", row \"" + line + "\": " + e.getMessage(), e);
    }
  }

  private InstructionRow row(int id, Method method, int methodId) {
    opcode();
    check(!words.isEmpty(), "no mnemonic");
    String mnemonic = words.pop();
    check(MNEMONIC.matcher(mnemonic).matches(), "mnemonic " + mnemonic + " is not upper case");
    check(
        mnemonic.endsWith("cc") == (block == Opcode.Block.CONDITION),
        "+cc and a mnemonic in cc go together");
    List<OperandCode> operands = new ArrayList<>();
    while (!words.isEmpty() && !isAttribute(words.element())) {
      operands.add(OperandCode.parse(words.pop()));
    }
    check(operands.size() <= 4, "more than four operands");
    RowAttributes attributes = RowAttributes.parse(List.copyOf(words));
    completeOpcode(operands, attributes);
    Opcode opcode = new Opcode(map, value, block, prefix, wide, modRm, digit, form);
    InstructionRow row =
        new InstructionRow(id, opcode, mnemonic, operands, attributes, method, methodId);
    check(
        immediates.isEmpty() || String.join(" ", immediates).equals(row.immediateText()),
        "immediates " + immediates + " where the operands have [" + row.immediateText() + "]");
    return row;
  }

  private static boolean isAttribute(String word) {
    return Character.isLowerCase(word.charAt(0)) && !word.equals("rAX") && !word.equals("eAX");
  }

  private void opcode() {
    while (!words.isEmpty() && opcodeWord(words.element())) {
      words.pop();
    }
    check(value >= 0, "no opcode byte");
  }

  private boolean opcodeWord(String word) {
    switch (word) {
      case "NP" -> prefix = Opcode.MandatoryPrefix.NONE;
      case "REX.W" -> wide = Opcode.Wide.W1;
      case "/r" -> modRm = Opcode.ModRm.REG;
      case "11:" -> form = Opcode.Form.REGISTER;
      case "m:" -> form = Opcode.Form.MEMORY;
      case "+r", "+i", "+cc" -> block(word);
      default -> {
        var vex = VEX.matcher(word);
        var bytes = BYTE.matcher(word);
        if (word.length() == 2 && word.charAt(0) == '/' && Character.isDigit(word.charAt(1))) {
          modRm = Opcode.ModRm.DIGIT;
          digit = word.charAt(1) - '0';
          check(digit < 8, "ModRM.reg is 0 to 7");
        } else if (vex.matches()) {
          prefix =
              vex.group(1) == null
                  ? Opcode.MandatoryPrefix.NONE
                  : Opcode.MandatoryPrefix.valueOf("P" + vex.group(1));
          map = Opcode.Map.valueOf("VEX_" + vex.group(2));
          wide = vex.group(3) == null ? Opcode.Wide.ANY : Opcode.Wide.valueOf(vex.group(3));
        } else if (bytes.matches()) {
          opcodeByte(Integer.parseInt(bytes.group(1), 16));
          if (bytes.group(2) != null) {
            block(bytes.group(2));
          }
        } else if (IMMEDIATE.matcher(word).matches()) {
          immediates.add(word);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private void opcodeByte(int octet) {
    if (value >= 0 && map == Opcode.Map.M0F && (value == 0x38 || value == 0x3A)) {
      map = value == 0x38 ? Opcode.Map.M0F38 : Opcode.Map.M0F3A;
      value = octet;
    } else if (value == 0x0F && map == Opcode.Map.ONE_BYTE) {
      map = Opcode.Map.M0F;
      value = octet;
    } else if (value >= 0) {
      check(modRm == Opcode.ModRm.NONE, "two bytes after the opcode");
      modRm = Opcode.ModRm.FIXED;
      digit = octet;
    } else if (!map.vex() && (octet == 0x66 || octet == 0xF2 || octet == 0xF3)) {
      check(prefix == Opcode.MandatoryPrefix.ANY, "two mandatory prefixes");
      prefix =
          switch (octet) {
            case 0x66 -> Opcode.MandatoryPrefix.P66;
            case 0xF3 -> Opcode.MandatoryPrefix.PF3;
            default -> Opcode.MandatoryPrefix.PF2;
          };
    } else {
      value = octet;
    }
  }

  private void block(String word) {
    switch (word) {
      case "+r" -> block = Opcode.Block.REGISTER;
      case "+cc" -> block = Opcode.Block.CONDITION;
      // x87: eight values of the fixed byte are a ModRM byte with a register
      case "+i" -> {
        check(modRm == Opcode.ModRm.FIXED, "+i without a byte");
        modRm = Opcode.ModRm.DIGIT;
        digit = digit >>> 3 & 7;
        form = Opcode.Form.REGISTER;
      }
      default -> throw new IllegalArgumentException("no block " + word);
    }
  }

  private void completeOpcode(List<OperandCode> operands, RowAttributes attributes) {
    boolean synonym = attributes.has(RowAttributes.Flag.SYNONYM);
    boolean encodedInModRm = false;
    boolean blockRegister = false;
    for (OperandCode operand : operands) {
      OperandCode.Place place = operand.place();
      encodedInModRm |= place.inModRm();
      blockRegister |= place == OperandCode.Place.OPCODE_GENERAL;
      if (place == OperandCode.Place.MEMORY) {
        check(form != Opcode.Form.REGISTER, "11: with a memory operand");
        form = Opcode.Form.MEMORY;
      } else if (place.registerOnly()) {
        check(form != Opcode.Form.MEMORY, "m: with a register operand");
        form = Opcode.Form.REGISTER;
      }
    }
    if (modRm == Opcode.ModRm.FIXED && synonym && map == Opcode.Map.ONE_BYTE && value < 0xD8) {
      modRm = Opcode.ModRm.SUFFIX;
    }
    boolean takesModRm = modRm == Opcode.ModRm.REG || modRm == Opcode.ModRm.DIGIT;
    check(!encodedInModRm || takesModRm, "an operand needs /r or a digit");
    check(blockRegister == (block == Opcode.Block.REGISTER), "+r and an operand Z go together");
    check(
        map.vex() || wide != Opcode.Wide.W0, "W0 is for VEX; a row without REX.W ignores the bit");
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
