package ringside.emulator.isa;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rows of the instruction table that a semantic method implements, in the notation of the Intel
 * SDM (Vol. 2, "Instruction Format" and Appendix A, "Key to Abbreviations").
 *
 * <p>One line is one row: {@code OPCODE MNEMONIC operands attributes}. Decoder, encoder,
 * disassembler, dispatcher and the reference pages are all made from these rows; see {@code
 * package-info} for the grammar.
 *
 * <p>A method that carries rows is static and declares {@code (unit, instruction, operands...)},
 * each part optional:
 *
 * <ul>
 *   <li><b>unit</b>: {@code Alu} makes it a <b>value</b> method, a pure function of operand values
 *       and flags, {@code static long add(Alu alu, long destination, long source)}; so does no unit
 *       at all. {@code LogicalProcessor} makes it a <b>machine</b> method, {@code static void
 *       hlt(LogicalProcessor cpu)}.
 *   <li><b>instruction</b>: {@code DecodedInstruction}, for what is encoded but no operand.
 *   <li><b>operands</b>: n {@code long}s are the values of the row's last n operands, which common
 *       code loads; one fewer than the row has operands does not read the first (MOV). The value of
 *       a branch operand is its target, that of {@code M} the effective address.
 * </ul>
 *
 * <p>Common code writes a returned {@code long} to the first operand; a method that returns {@code
 * void} does not write it (CMP). If the first operand is an MMX or XMM register, the method is
 * applied to each quadword (PADDB).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Instruction {
  /** The rows, one a line. */
  String value();
}
