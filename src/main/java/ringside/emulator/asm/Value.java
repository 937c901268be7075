package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of an expression: a number, plus multiples of section addresses and registers.
 *
 * <p>A label is an offset plus one times its section's address, so the difference of two labels of
 * one section is a plain number, whose size NASM may optimise, and a label alone is not.
 *
 * @param number the constant part
 * @param terms what is added to it; no base twice, no factor 0
 * @param unknown a symbol that no pass has defined so far, which makes the value a guess
 */
record Value(long number, List<Term> terms, Expression.@Nullable Symbol unknown) {

  /** What a term multiplies. */
  sealed interface Base {}

  /** The address of a section: where its bytes are loaded, or where they are meant to run. */
  record SectionBase(Section section, boolean load) implements Base {
    long address() {
      return load ? section.loadAddress() : section.address();
    }
  }

  /** A general register, in lower case. */
  record RegisterBase(String name, SourceRange range) implements Base {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof RegisterBase register && register.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** A multiple of a base. */
  record Term(Base base, long factor) {}

  static final Value ZERO = of(0);

  static Value of(long number) {
    return new Value(number, List.of(), null);
  }

  static Value of(long number, Base base) {
    return new Value(number, List.of(new Term(base, 1)), null);
  }

  static Value unknown(Expression.Symbol symbol) {
    return new Value(1, List.of(), symbol);
  }

  /** A number that does not move with any section. */
  boolean isNumber() {
    return terms.isEmpty();
  }

  boolean hasRegisters() {
    return terms.stream().anyMatch(term -> term.base() instanceof RegisterBase);
  }

  /** The section that this value is an address in; null for a number or anything more complex. */
  @Nullable SectionBase section() {
    SectionBase found = null;
    for (Term term : terms) {
      if (term.base() instanceof SectionBase base) {
        if (found != null || term.factor() != 1) {
          return null;
        }
        found = base;
      }
    }
    return found;
  }

  /** The number plus the addresses of the sections, as far as the last pass placed them. */
  long address() {
    long address = number;
    for (Term term : terms) {
      if (term.base() instanceof SectionBase base) {
        address += term.factor() * base.address();
      }
    }
    return address;
  }

  /** This value without its registers. */
  Value withoutRegisters() {
    List<Term> rest =
        terms.stream().filter(term -> !(term.base() instanceof RegisterBase)).toList();
    return new Value(number, rest, unknown);
  }

  Value plus(Value other, long factor) {
    List<Term> sum = new ArrayList<>(terms);
    for (Term term : other.terms) {
      add(sum, term.base(), term.factor() * factor);
    }
    return new Value(
        number + other.number * factor, List.copyOf(sum), either(unknown, other.unknown));
  }

  Value times(long factor, Expression.@Nullable Symbol unknown) {
    List<Term> product = new ArrayList<>();
    for (Term term : terms) {
      add(product, term.base(), term.factor() * factor);
    }
    return new Value(number * factor, List.copyOf(product), either(this.unknown, unknown));
  }

  static Expression.@Nullable Symbol either(
      Expression.@Nullable Symbol first, Expression.@Nullable Symbol second) {
    return first != null ? first : second;
  }

  private static void add(List<Term> terms, Base base, long factor) {
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      if (term.base().equals(base)) {
        long sum = term.factor() + factor;
        if (sum == 0) {
          terms.remove(i);
        } else {
          terms.set(i, new Term(term.base(), sum));
        }
        return;
      }
    }
    if (factor != 0) {
      terms.add(new Term(base, factor));
    }
  }
}
