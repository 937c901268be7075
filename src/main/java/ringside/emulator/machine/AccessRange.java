package ringside.emulator.machine;

/**
 * A range of addresses whose pages a preset maps with other rights than its own (supervisor,
 * writable). Rounded out to whole pages.
 *
 * @param start linear and physical address, which presets make equal
 * @param length in bytes, above 0
 * @param user whether code at CPL 3 may access it
 */
public record AccessRange(long start, long length, boolean user, boolean writable) {
  public AccessRange {
    if (start < 0 || length <= 0) {
      throw new IllegalArgumentException("a range needs a start and a length");
    }
  }

  boolean contains(long address) {
    long page = address & -4096L;
    return page + 4095 >= start && page < start + length;
  }

  boolean overlaps(long first, long size) {
    return first + size > (start & -4096L) && first < start + length;
  }
}
