/**
 * IEEE 754 arithmetic in software, as x87 and SSE define it: one path for 24, 53 and 64 bits of
 * precision, exact to the last bit and flag, the same on every host.
 *
 * <p>Owns values, formats, rounding and the six exceptions (Intel SDM, "Overview of Floating-Point
 * Exceptions"). Refuses to know registers, instructions and what happens when an exception is not
 * masked.
 */
@NullMarked
package ringside.emulator.softfloat;

import org.jspecify.annotations.NullMarked;
