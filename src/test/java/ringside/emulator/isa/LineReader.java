package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringside.emulator.isa.Operand.EffectiveAddress;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.Operand.Relation;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.Operand.Term;

/**
 * Reads the plain lines that these tests are made of: no symbols but {@code $}, no expressions but
 * sums. The real assembler is another package.
 */
final class LineReader {
  private static final Pattern TERM = Pattern.compile("([+-]?)([^+-]+)");
  private final CodeMode mode;
  private final long address;

  private LineReader(CodeMode mode, long address) {
    this.mode = mode;
    this.address = address;
  }

  static EncodingRequest read(CodeMode mode, String line, long address) {
    return new LineReader(mode, address).line(line);
  }

  private EncodingRequest line(String line) {
    List<InstructionPrefix> prefixes = new ArrayList<>();
    String rest = line.strip();
    while (true) {
      int space = rest.indexOf(' ');
      String word = space < 0 ? rest : rest.substring(0, space);
      InstructionPrefix prefix = prefix(word);
      if (prefix == null || space < 0) {
        String operands = space < 0 ? "" : rest.substring(space).strip();
        return new EncodingRequest(mode, prefixes, word, operands(operands), address, false);
      }
      prefixes.add(prefix);
      rest = rest.substring(space).strip();
    }
  }

  private static InstructionPrefix prefix(String word) {
    for (InstructionPrefix prefix : InstructionPrefix.values()) {
      if (prefix.name().toLowerCase(Locale.ROOT).equals(word)) {
        return prefix;
      }
    }
    return null;
  }

  private List<Operand> operands(String text) {
    List<Operand> operands = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : text.split(",")) {
        operands.add(operand(part.strip()));
      }
    }
    return operands;
  }

  private Operand operand(String text) {
    int size = 0;
    boolean strict = false;
    Reach reach = Reach.ANY;
    String rest = text;
    while (true) {
      int space = rest.indexOf(' ');
      String word = space < 0 ? "" : rest.substring(0, space);
      switch (word) {
        case "strict" -> strict = true;
        case "short" -> reach = Reach.SHORT;
        case "near" -> reach = Reach.NEAR;
        case "far" -> reach = Reach.FAR;
        default -> {
          if (size(word) == 0) {
            return value(rest, size, strict, reach);
          }
          size = size(word);
        }
      }
      rest = rest.substring(space).strip();
    }
  }

  private static int size(String word) {
    return switch (word) {
      case "byte" -> 1;
      case "word" -> 2;
      case "dword" -> 4;
      case "qword" -> 8;
      case "tword" -> 10;
      case "oword" -> 16;
      default -> 0;
    };
  }

  private Operand value(String text, int size, boolean strict, Reach reach) {
    if (text.startsWith("[")) {
      return new MemoryOperand(memory(text.substring(1, text.length() - 1)), size, reach);
    }
    Register register = Register.of(text);
    if (register != null) {
      return new RegisterOperand(register);
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return new FarPointerOperand(
          ImmediateOperand.of(number(text.substring(0, colon))),
          ImmediateOperand.of(number(text.substring(colon + 1))),
          size);
    }
    if (text.startsWith("$")) {
      return new ImmediateOperand(
          address + (text.length() == 1 ? 0 : number(text.substring(1))),
          Resolution.ADDRESS,
          size,
          strict,
          reach);
    }
    return new ImmediateOperand(number(text), Resolution.CONSTANT, size, strict, reach);
  }

  private EffectiveAddress memory(String text) {
    int size = 0;
    boolean split = true;
    Relation relation = Relation.DEFAULT;
    Register segment = null;
    String rest = text;
    while (true) {
      int space = rest.indexOf(' ');
      String word = space < 0 ? "" : rest.substring(0, space);
      if (word.equals("nosplit")) {
        split = false;
      } else if (word.equals("rel") || word.equals("abs")) {
        relation = Relation.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (size(word) != 0) {
        size = size(word);
      } else if (rest.indexOf(':') >= 0) {
        segment = Register.of(rest.substring(0, rest.indexOf(':')));
        rest = rest.substring(rest.indexOf(':') + 1);
        continue;
      } else {
        break;
      }
      rest = rest.substring(space).strip();
    }
    List<Term> terms = new ArrayList<>();
    long displacement = 0;
    Resolution resolution = Resolution.CONSTANT;
    Matcher matcher = TERM.matcher(rest.replace(" ", ""));
    while (matcher.find()) {
      int sign = matcher.group(1).equals("-") ? -1 : 1;
      String term = matcher.group(2);
      int star = term.indexOf('*');
      Register register = Register.of(star < 0 ? term : term.substring(0, star));
      if (term.equals("$")) {
        displacement += address;
        resolution = Resolution.ADDRESS;
      } else if (register == null) {
        displacement += sign * number(term);
      } else {
        int factor = star < 0 ? 1 : Integer.parseInt(term.substring(star + 1));
        terms.add(new Term(register, sign * factor, star >= 0));
      }
    }
    return new EffectiveAddress(segment, terms, displacement, resolution, size, split, relation);
  }

  private static long number(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    long value =
        digits.startsWith("0x")
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseLong(digits);
    return negative ? -value : value;
  }
}
