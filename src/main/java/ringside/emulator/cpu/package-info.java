/**
 * One logical processor: architectural state, modes, segmentation, event delivery, and the
 * interpreter that runs decoded instructions.
 *
 * <p>Instruction semantics are static methods in {@code cpu.instruction}; this package calls them
 * and gives them what they share. It knows virtualization only through one small interface, and
 * refuses to know devices, machines and files.
 */
@NullMarked
package ringside.emulator.cpu;

import org.jspecify.annotations.NullMarked;
