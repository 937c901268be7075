package ringside.emulator.isa;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.EncodingError.BadAddress;
import ringside.emulator.isa.Operand.EffectiveAddress;
import ringside.emulator.isa.Operand.Term;

/**
 * Which register of an effective address is base and which is index.
 *
 * <p>Where it is free to choose NASM goes by the text: it adds up the mentions of each register and
 * takes them in the order of their names; the first one mentioned is the base if it was written
 * without a factor, and the index if with one.
 *
 * @param first register in order of names, or null
 * @param second register, or null
 * @param firstFactor sum of its factors
 * @param hint the register mentioned first
 * @param hintIsBase whether that was without a factor
 * @param summed whether one register was mentioned more than once
 * @param problem why there can be no such address, or null
 */
record AddressRegisters(
    @Nullable Register first,
    @Nullable Register second,
    int firstFactor,
    int secondFactor,
    @Nullable Register hint,
    boolean hintIsBase,
    boolean summed,
    @Nullable BadAddress problem) {

  private static final int SP = 4;

  /**
   * Base and index by number, -1 for none.
   *
   * @param scale 1, 2, 4 or 8
   */
  record Choice(int base, int index, int scale) {}

  static AddressRegisters of(EffectiveAddress address) {
    Map<String, Integer> factors = new TreeMap<>();
    boolean summed = false;
    for (Term term : address.terms()) {
      summed |= factors.merge(term.register().name(), term.factor(), Integer::sum) != term.factor();
    }
    factors.values().removeIf(factor -> factor == 0);
    List<String> names = List.copyOf(factors.keySet());
    Register first = names.isEmpty() ? null : Register.of(names.get(0));
    Register second = names.size() < 2 ? null : Register.of(names.get(1));
    Register hint = address.terms().isEmpty() ? null : address.terms().getFirst().register();
    boolean hintIsBase = hint != null && !address.terms().getFirst().multiplied();
    return new AddressRegisters(
        first,
        second,
        first == null ? 0 : factors.getOrDefault(first.name(), 0),
        second == null ? 0 : factors.getOrDefault(second.name(), 0),
        hint,
        hintIsBase && !summed,
        summed,
        problem(first, second, names.size()));
  }

  private static @Nullable BadAddress problem(
      @Nullable Register first, @Nullable Register second, int count) {
    if (count > 2) {
      return new BadAddress("it has room for two registers", "add the third one with LEA first");
    }
    for (Register register : new @Nullable Register[] {first, second}) {
      if (register != null && (!register.general() || register.size() == 1)) {
        return new BadAddress(
            register + " cannot be part of an address", "use a 16, 32 or 64-bit general register");
      }
    }
    if (first != null && second != null && first.size() != second.size()) {
      return new BadAddress(
          first + " and " + second + " have different sizes", "use registers of one size");
    }
    return null;
  }

  boolean any() {
    return first != null;
  }

  /** Size of the registers in bytes, 0 for none. */
  int size() {
    return first == null ? 0 : first.size();
  }

  /** ModRM.rm of a 16-bit address, or -1. */
  int form16() {
    if (firstFactor != 1 || second != null && secondFactor != 1 || first == null) {
      return -1;
    }
    // names in order, so that each pair has one spelling
    return switch (second == null ? first.name() : first.name() + "+" + second.name()) {
      case "bx+si" -> 0;
      case "bx+di" -> 1;
      case "bp+si" -> 2;
      case "bp+di" -> 3;
      case "si" -> 4;
      case "di" -> 5;
      case "bp" -> 6;
      case "bx" -> 7;
      default -> -1;
    };
  }

  /** Base, index and scale of a 32-bit or 64-bit address, or null where no form has them. */
  @Nullable Choice choose(boolean split) {
    // as written: a register without factor is base, the other one index
    Register base = firstFactor == 1 ? first : secondFactor == 1 ? second : null;
    Register index = base == first ? second : first;
    int scale = base == first ? secondFactor : firstFactor;
    if (base == null && second != null) {
      return null;
    }
    if (base != null && index != null && scale == 1) {
      boolean swap = hintIsBase ? index.equals(hint) : !summed && base.equals(hint);
      if (swap) {
        Register other = base;
        base = index;
        index = other;
      }
    }
    if (base != null && index == null && !split && !hintIsBase && !summed) {
      // nosplit eax*1
      index = base;
      base = null;
      scale = 1;
    } else if (base == null && index != null) {
      boolean splits = scale == 2 && index.number() != SP && (split || summed);
      if (splits || scale == 3 || scale == 5 || scale == 9) {
        base = index;
        scale--;
      }
    }
    if (index != null
        && index.number() == SP
        && scale == 1
        && (base == null || base.number() != SP)) {
      Register other = base;
      base = index;
      index = other;
    }
    boolean encodable = scale == 1 || scale == 2 || scale == 4 || scale == 8;
    if (index != null && (index.number() == SP || !encodable)) {
      return null;
    }
    return new Choice(
        base == null ? -1 : base.number(), index == null ? -1 : index.number(), scale);
  }
}
