/**
 * The instruction table: its row notation, and the decoder, encoder and disassembler made from it.
 *
 * <p>Row grammar, columns separated by white space:
 *
 * <pre>
 *   row        = opcode mnemonic [operand {"," operand}] {attribute}
 *   opcode     = [NP | 66 | F3 | F2] [REX.W] byte... [+r | +cc] [/r | /0../7] [11: | m:] {ib|iw|iz|iv|cb|cz|...}
 *   operand    = SDM Appendix A code (Eb Ev Gv Iz Jb M Ob Xv Yb Sw Cd Dd ...) or a fixed register (AL CL DX rAX 1 ES ...)
 *   attribute  = lock        the LOCK prefix is legal with a memory destination
 *              | rep | repz  REP, or REPE/REPNE, repeats it
 *              | cpl0 | iopl privilege, checked by common code in SDM order
 *              | pm          #UD in real-address and virtual-8086 mode
 *              | o64 | i64   only in 64-bit mode | #UD in 64-bit mode
 *              | d64 | f64   default | forced 64-bit operand size in 64-bit mode
 *              | alias       decodes, but the encoder never chooses it
 *              | cpuid=NAME  needs a CPUID feature flag
 *              | vmx=NAME | svm=NAME   the exit that a hypervisor may ask for
 * </pre>
 *
 * This package owns bytes and text. It refuses to know what an instruction does.
 */
@NullMarked
package ringside.emulator.isa;

import org.jspecify.annotations.NullMarked;
