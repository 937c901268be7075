/**
 * The machine: a processor, memory and devices wired together, the run loop, virtual time, presets
 * and snapshots.
 *
 * <p>A run is a pure function of configuration, loaded images and the input log. The package
 * refuses to know scenarios, files, threads and the wall clock.
 */
@NullMarked
package ringside.emulator.machine;

import org.jspecify.annotations.NullMarked;
