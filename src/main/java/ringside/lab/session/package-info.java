/**
 * A learner's forks: a recording, edits to it, and the run that comes of them.
 *
 * <p>A fork is a pure function of the scenario's run and the edits, so any node can make it again.
 * The emulator executes it from the nearest snapshot; pages and ticks before the first edit are
 * shared by everybody. This package bounds what one learner may ask for; it refuses to know who he
 * is.
 */
@NullMarked
package ringside.lab.session;

import org.jspecify.annotations.NullMarked;
