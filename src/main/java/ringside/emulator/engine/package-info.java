/**
 * What makes code for the JVM: the compiler, for which regions of a page become methods, and the
 * interpreter's loop, whose cases are forms of instruction.
 *
 * <p>It knows no instruction. It evaluates the bytecode of the same handler methods that the
 * interpreter calls on what is known of an instruction (its operands, sizes and condition), and
 * writes down what is left. So semantics exist once, in {@code cpu.instruction}. What cannot be
 * evaluated that way is called as the interpreter calls it.
 *
 * <p>It owns what to compile and which cases the loop has. It refuses to own state: at every exit,
 * fault and call the processor holds what it would hold had the interpreter run.
 */
@NullMarked
package ringside.emulator.engine;

import org.jspecify.annotations.NullMarked;
