/**
 * What every instruction does: annotated static methods, one class per topic of the manual.
 *
 * <p>Contract of a <b>value</b> method. {@link ringside.emulator.cpu.Alu#size} is the size of the
 * row's first operand. Registers and memory arrive zero-extended, immediates sign-extended to 64
 * bits; a method ignores what is above the operand size, and common code ignores it in the result.
 * A memory destination has been checked for writing before the method runs, so a method may fault
 * until it first changes a flag. A 32-bit register result clears the upper half in 64-bit mode.
 *
 * <p>Contract of a <b>machine</b> method. It changes no state before its last possible fault,
 * except where the manual says that the instruction does.
 *
 * <p>Flags that the manual leaves undefined are left as they come out cheapest. The package refuses
 * to know encodings: they are in the rows.
 */
@NullMarked
package ringside.emulator.cpu.instruction;

import org.jspecify.annotations.NullMarked;
