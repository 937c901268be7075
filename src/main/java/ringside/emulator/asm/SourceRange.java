package ringside.emulator.asm;

/**
 * A piece of one source line.
 *
 * @param file name of the source as the provider knows it
 * @param line line number, from 1
 * @param column column of the first character, from 1, in UTF-16 units
 * @param length number of characters, 0 for a point
 */
public record SourceRange(String file, int line, int column, int length) {

  /** The range from the start of this one to the end of {@code last}, if both are on one line. */
  SourceRange to(SourceRange last) {
    if (!file.equals(last.file) || line != last.line || last.column < column) {
      return this;
    }
    return new SourceRange(file, line, column, last.column + last.length - column);
  }

  /** The point just behind this range. */
  SourceRange end() {
    return new SourceRange(file, line, column + length, 0);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
