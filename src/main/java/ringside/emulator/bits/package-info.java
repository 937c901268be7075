/** Width arithmetic. Owns nothing and depends on nothing. */
@NullMarked
package ringside.emulator.bits;

import org.jspecify.annotations.NullMarked;
