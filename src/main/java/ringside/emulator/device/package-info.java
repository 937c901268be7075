/**
 * The devices of a PC. A device sees offsets, values and the virtual clock, drives interrupt lines,
 * and can save its whole state as a record and take it back.
 *
 * <p>Refuses to know processors, memory maps, threads and the wall clock: who wires a device
 * decides where it is and what its lines reach.
 */
@NullMarked
package ringside.emulator.device;

import org.jspecify.annotations.NullMarked;
