package ringside.emulator.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.InstructionPrefix;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.Relation;
import ringside.emulator.isa.Register;

/**
 * One source line, read but not yet evaluated.
 *
 * @param line where it comes from
 * @param label the symbol that it defines
 * @param times how often the action is repeated; null for once
 * @param action what it does
 */
record Statement(Line line, @Nullable Token label, @Nullable Expression times, Action action) {

  /** What a statement does. */
  sealed interface Action {}

  /** Nothing: an empty line, or a label alone. */
  record Nothing() implements Action {}

  /** Encodes an instruction. */
  record Encode(
      List<InstructionPrefix> prefixes,
      Token mnemonic,
      List<OperandSyntax> operands,
      SourceRange range)
      implements Action {}

  /** {@code db} and its like; {@code size} is that of one item in bytes. */
  record Data(int size, String directive, List<Item> items) implements Action {}

  /** {@code resb} and its like. */
  record Reserve(int size, Expression count) implements Action {}

  /** {@code incbin "path", skip, length} */
  record Include(
      String path, SourceRange range, @Nullable Expression skip, @Nullable Expression length)
      implements Action {}

  /** {@code name equ value} */
  record Equate(Expression value) implements Action {}

  /** {@code align} or {@code alignb}: repeats {@code fill} up to the boundary. */
  record Align(Expression boundary, Action fill, SourceRange range) implements Action {}

  record Bits(int bits) implements Action {}

  record Origin(Expression address) implements Action {}

  record SwitchSection(String name, List<Attribute> attributes, SourceRange range)
      implements Action {}

  record Absolute(Expression address) implements Action {}

  /** {@code struc name, origin} */
  record BeginStructure(Token name, @Nullable Expression origin) implements Action {}

  record EndStructure(SourceRange range) implements Action {}

  /** {@code istruc name} */
  record BeginInstance(Token name) implements Action {}

  /** {@code at field, action} */
  record At(Expression field, Action action) implements Action {}

  record EndInstance(SourceRange range) implements Action {}

  /** {@code default rel} or {@code default abs} */
  record Default(boolean relative) implements Action {}

  /** {@code global name}: the name must be defined here. */
  record Global(List<Token> names) implements Action {}

  /**
   * {@code vstart=0x8000} of a section.
   *
   * @param value its expression, if it has one
   * @param word its plain word, if it has one: a section's name
   */
  record Attribute(String name, @Nullable Expression value, String word, SourceRange range) {}

  /** One item of a data directive. */
  sealed interface Item {}

  record Text(byte[] bytes) implements Item {}

  record Scalar(Expression value) implements Item {}

  record Real(String literal, boolean negative, SourceRange range) implements Item {}

  /** {@code ?} */
  record Unset() implements Item {}

  /** {@code count dup (items)} */
  record Duplicate(Expression count, List<Item> items) implements Item {}

  /** An operand as written. */
  sealed interface OperandSyntax {
    SourceRange range();
  }

  record RegisterSyntax(Register register, int size, SourceRange range) implements OperandSyntax {}

  record ImmediateSyntax(Expression value, int size, boolean strict, Reach reach, SourceRange range)
      implements OperandSyntax {}

  record MemorySyntax(
      @Nullable Register segment,
      Expression address,
      int size,
      Reach reach,
      int displacementSize,
      boolean split,
      Relation relation,
      SourceRange range)
      implements OperandSyntax {}

  record FarSyntax(ImmediateSyntax selector, ImmediateSyntax offset, int size, SourceRange range)
      implements OperandSyntax {}
}
