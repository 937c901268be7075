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
 * <p>Two shapes of method carry rows:
 *
 * <ul>
 *   <li><b>value</b>: {@code static long add(Alu alu, long destination, long source)}. A pure
 *       function of operand values and flags. Common code loads the operands, and writes a returned
 *       value to the first operand. A method with one {@code long} parameter fewer than the row has
 *       operands does not read the first operand (MOV); one that returns {@code void} does not
 *       write it (CMP).
 *   <li><b>machine</b>: {@code static void hlt(LogicalProcessor cpu)} or {@code static void
 *       movToCr(LogicalProcessor cpu, DecodedInstruction instruction)}. It gets the processor.
 * </ul>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Instruction {
  /** The rows, one a line. */
  String value();
}
