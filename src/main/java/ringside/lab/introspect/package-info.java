/**
 * Read-only views of a machine's state at one moment: what the page tables, descriptor tables and
 * gates in memory mean, what the tables of a guest's second dimension map, and what a VM exit says.
 *
 * <p>The views read a {@link ringside.lab.introspect.PhysicalView}, register values and events;
 * they need no running machine, change nothing, and set no accessed bit. They are written from the
 * manuals a second time, apart from the emulator, so that each can be tested against the other.
 */
@NullMarked
package ringside.lab.introspect;

import org.jspecify.annotations.NullMarked;
