/**
 * Runs a scenario once and keeps everything: state, memory and events of every tick.
 *
 * <p>A {@link ringside.lab.recording.Recording} is immutable and content-addressed. Lanes, probes,
 * steps, predictions and checks are read off it afterwards, so they cannot disturb the run. This
 * package refuses to know who watches: HTTP, sessions and screens are above it.
 */
@NullMarked
package ringside.lab.recording;

import org.jspecify.annotations.NullMarked;
