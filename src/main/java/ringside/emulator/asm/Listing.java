package ringside.emulator.asm;

import java.util.List;
import java.util.Locale;

/**
 * The source beside the bytes that it became.
 *
 * @param lines in the order in which they were assembled, macro bodies under their call
 */
public record Listing(List<Line> lines) {
  private static final int BYTES_PER_ROW = 9;

  /**
   * One line.
   *
   * @param number line number in its file
   * @param depth how many macro calls it is inside
   * @param address of its first byte
   * @param bytes what it became
   * @param times how often these bytes follow each other
   * @param text the source
   */
  public record Line(int number, int depth, long address, byte[] bytes, long times, String text) {}

  public Listing {
    lines = List.copyOf(lines);
  }

  /** The listing as text, laid out like that of NASM. */
  public String render() {
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      int from = 0;
      do {
        int to = Math.min(line.bytes().length, from + BYTES_PER_ROW);
        boolean more = to < line.bytes().length;
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%6d ", line.number()));
        if (line.bytes().length > 0) {
          row.append(String.format(Locale.ROOT, "%08X ", line.address() + from));
          for (int i = from; i < to; i++) {
            row.append(String.format(Locale.ROOT, "%02X", line.bytes()[i]));
          }
          row.append(more ? "-" : "");
          if (!more && line.times() > 1) {
            row.append("<rep ").append(Long.toHexString(line.times())).append("h>");
          }
        }
        if (from == 0) {
          row.repeat(' ', Math.max(0, 34 - row.length()));
          row.append(
              line.depth() > 0 ? String.format(Locale.ROOT, " <%d> ", line.depth()) : "     ");
          row.append(' ').append(line.text());
        }
        out.append(row.toString().stripTrailing()).append('\n');
        from = to;
      } while (from < line.bytes().length);
    }
    return out.toString();
  }
}
