/**
 * Places to stop in a recording, forwards and backwards: landmarks, breakpoints and watches.
 *
 * <p>The words of {@link ringside.lab.debug.Landmark} are those of the player's keys and of the
 * command line. Nothing runs here: the recording already knows where everything happened.
 */
@NullMarked
package ringside.lab.debug;

import org.jspecify.annotations.NullMarked;
