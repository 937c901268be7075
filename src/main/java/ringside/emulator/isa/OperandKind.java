package ringside.emulator.isa;

/** Where a decoded operand is. */
public enum OperandKind {
  /** General register 0–15, or 16–19 for AH CH DH BH. */
  GENERAL,
  /** Segment register: ES CS SS DS FS GS. */
  SEGMENT,
  CONTROL,
  DEBUG,
  /** x87 stack register ST(i). */
  X87,
  MMX,
  XMM,
  /** The instruction's one addressed memory operand, offsets of MOV (moffs) included. */
  MEMORY,
  /**
   * {@link DecodedInstruction#immediate()}, or {@link DecodedInstruction#immediate2()} if second.
   */
  IMMEDIATE,
  /** Branch displacement in {@link DecodedInstruction#immediate()}, from the next instruction. */
  RELATIVE,
  /** Selector in {@link DecodedInstruction#immediate2()}, offset in the first immediate. */
  FAR_POINTER,
  /** DS:rSI, or the segment that overrides DS. */
  STRING_SOURCE,
  /** ES:rDI. */
  STRING_DESTINATION,
  /** A number that the row names, as the 1 of {@code SHL Ev, 1}. */
  CONSTANT
}
