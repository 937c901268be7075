/**
 * Translation of linear to physical addresses: page walks, access rights, and the TLB.
 *
 * <p>Owns the formats of paging-structure entries and the bits of the page-fault error code. It
 * refuses to know who translates: a failed walk is a result here, and an exception only in the
 * processor.
 */
@NullMarked
package ringside.emulator.paging;

import org.jspecify.annotations.NullMarked;
