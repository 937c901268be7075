/**
 * The two address spaces outside the processor: physical memory, and the I/O ports.
 *
 * <p>Owns RAM as copy-on-write 4 KiB pages, snapshots that share them, ROM, and the dispatch of
 * accesses to devices by offset. It knows which bytes hold decoded code, so that a store to them is
 * noticed, but refuses to know what code or a processor is.
 */
@NullMarked
package ringside.emulator.memory;

import org.jspecify.annotations.NullMarked;
