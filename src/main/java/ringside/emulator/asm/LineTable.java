package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which source line each byte comes from, by the address at which it runs.
 *
 * @param entries in ascending order of address
 */
public record LineTable(List<Entry> entries) {

  /**
   * The bytes that one line made.
   *
   * @param address of the first byte
   * @param length number of bytes, of all repetitions together
   * @param file source of the line that the author wrote: of the call, if a macro made the bytes
   * @param line its number
   * @param code whether an instruction made the bytes, and not a data directive
   * @param label the label before it, or empty
   * @param offset distance from that label
   * @param body the line of the macro's body that made the bytes, if a macro did
   * @param expansion the macro call, if a macro made the bytes
   */
  public record Entry(
      long address,
      long length,
      String file,
      int line,
      boolean code,
      String label,
      long offset,
      @Nullable SourceRange body,
      @Nullable Expansion expansion) {}

  public LineTable {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(Entry::address, Long::compareUnsigned));
    entries = List.copyOf(sorted);
  }

  /** The line that made the byte at {@code address}; null if none did. */
  public @Nullable Entry at(long address) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Entry entry = entries.get(middle);
      if (Long.compareUnsigned(address, entry.address()) < 0) {
        high = middle - 1;
      } else if (address - entry.address() >= entry.length()) {
        low = middle + 1;
      } else {
        return entry;
      }
    }
    return null;
  }
}
