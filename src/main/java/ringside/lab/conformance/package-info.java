/**
 * Runs single-instruction vectors that were captured on silicon through the emulator, and compares
 * everything that the architecture defines.
 *
 * <p>Owns the two vector formats, the machine that each of them needs, the rules of which flags are
 * undefined, and the list of what is excluded with its reasons. It refuses to know the command
 * line.
 */
@NullMarked
package ringside.lab.conformance;

import org.jspecify.annotations.NullMarked;
