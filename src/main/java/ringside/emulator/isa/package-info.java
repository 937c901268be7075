/**
 * The instruction table: its row notation, and the decoder, encoder and disassembler made from it.
 *
 * <p>Row grammar, columns separated by white space; {@link RowParser} has the details:
 *
 * <pre>
 *   row       = opcode mnemonic [operand {"," operand}] {attribute}
 *   opcode    = {NP | 66 | F3 | F2 | REX.W | VEX.LZ.0F38.W0} byte... [+r | +cc | +i]
 *               [/r | /0../7] [11: | m:] {ib iw iz iv cb cw cz cp mo}
 *   mnemonic  = upper case; "Jcc" where the opcode says +cc
 *   operand   = SDM Appendix A code (Eb Ev Gv Iz Jb M Ob Xv Yb Sw Cd Dd ...), {@link OperandCode},
 *               or a fixed register or number (AL CL DX rAX eAX ES ST0 XMM0 1 3)
 *   attribute = {@link RowAttributes}
 * </pre>
 *
 * This package owns bytes and text. It refuses to know what an instruction does.
 */
@NullMarked
package ringside.emulator.isa;

import org.jspecify.annotations.NullMarked;
