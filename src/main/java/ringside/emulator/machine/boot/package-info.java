/**
 * What a boot loader does: finds out what an image is, puts it into memory, and leaves the
 * processor in the state that its boot protocol promises.
 *
 * <p>Everything written here is guest memory and architectural state; the package refuses to know
 * where images come from, and to help a guest once it runs.
 */
@NullMarked
package ringside.emulator.machine.boot;

import org.jspecify.annotations.NullMarked;
