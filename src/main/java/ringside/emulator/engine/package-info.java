/**
 * The compiler of hot code: regions of a page become methods of the JVM.
 *
 * <p>It knows no instruction. It evaluates the bytecode of the same handler methods that the
 * interpreter calls on what is known of an instruction (its operands, sizes and condition), and
 * writes down what is left. So semantics exist once, in {@code cpu.instruction}. What cannot be
 * evaluated that way is called as the interpreter calls it.
 *
 * <p>It owns when and what to compile. It refuses to own state: at every exit, fault and call the
 * processor holds what it would hold had the interpreter run.
 */
@NullMarked
package ringside.emulator.engine;

import org.jspecify.annotations.NullMarked;
