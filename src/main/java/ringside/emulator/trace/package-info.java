/**
 * What a run tells the outside: immutable architectural events and the sink that receives them.
 *
 * <p>Only the emulator core emits {@link ringside.emulator.trace.TraceEvent}s; meaning that
 * software gives to them (hypercall, grant map) is added above, by read-only probes. With no sink
 * attached the machinery costs nothing. This package refuses to know processors, files and formats.
 */
@NullMarked
package ringside.emulator.trace;

import org.jspecify.annotations.NullMarked;
