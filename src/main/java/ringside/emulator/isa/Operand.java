package ringside.emulator.isa;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operand as the author wrote it, its expressions evaluated. Sizes are in bytes, 0 for none. */
public sealed interface Operand {

  /** A register. */
  record RegisterOperand(Register register) implements Operand {}

  /**
   * A number: an immediate, or the target of a branch.
   *
   * @param value the number, or the address that a symbol has as far as is known
   * @param resolution how far the value may be relied on
   * @param size of {@code byte} to {@code qword} before it
   * @param strict {@code strict}: no shorter form may be chosen
   * @param reach {@code short}, {@code near} or {@code far} before it
   */
  record ImmediateOperand(long value, Resolution resolution, int size, boolean strict, Reach reach)
      implements Operand {

    /** A plain constant. */
    public static ImmediateOperand of(long value) {
      return new ImmediateOperand(value, Resolution.CONSTANT, 0, false, Reach.ANY);
    }
  }

  /**
   * A memory operand.
   *
   * @param address what is in the brackets
   * @param size of {@code byte} to {@code oword} before it
   * @param reach {@code near} or {@code far} before it
   */
  record MemoryOperand(EffectiveAddress address, int size, Reach reach) implements Operand {}

  /**
   * {@code selector:offset}.
   *
   * @param size of {@code word} or {@code dword} before it: that of the offset
   */
  record FarPointerOperand(ImmediateOperand selector, ImmediateOperand offset, int size)
      implements Operand {}

  /** How far a value may be relied on. */
  enum Resolution {
    /** A number for good. */
    CONSTANT,
    /**
     * The address of a label of this section. It can be the target of a short branch; elsewhere it
     * takes the whole field, as NASM has it.
     */
    ADDRESS,
    /** A symbol not seen yet: the shortest form is taken for now. */
    UNKNOWN
  }

  /** Distance of a branch. */
  enum Reach {
    ANY,
    SHORT,
    NEAR,
    FAR
  }

  /**
   * An effective address in the order written; the encoder chooses base and index as NASM does.
   *
   * @param segment the override before a colon, inside or before the brackets
   * @param terms registers in the order written, one for each mention
   * @param displacement sum of everything else
   * @param resolution how far the displacement may be relied on
   * @param displacementSize of {@code byte} to {@code qword} inside the brackets
   * @param split false for {@code nosplit}
   * @param relation {@code rel} or {@code abs}
   */
  record EffectiveAddress(
      @Nullable Register segment,
      List<Term> terms,
      long displacement,
      Resolution resolution,
      int displacementSize,
      boolean split,
      Relation relation) {

    public EffectiveAddress {
      terms = List.copyOf(terms);
    }
  }

  /**
   * One mention of a register in an effective address.
   *
   * @param factor what it is multiplied by, -1 where it is subtracted
   * @param multiplied whether a {@code *} is written, as in {@code eax*1}
   */
  record Term(Register register, int factor, boolean multiplied) {}

  /** How a displacement without registers is encoded in 64-bit code. */
  enum Relation {
    /** As the {@code default} directive says. */
    DEFAULT,
    REL,
    ABS
  }
}
