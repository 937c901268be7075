package ringside.lab.scenario;

/**
 * A place in a file that an author wrote.
 *
 * @param file path relative to the folder that was read
 * @param line 1-based, 0 where the whole file is meant
 * @param column 1-based, 0 where the whole line is meant
 */
public record SourceLocation(String file, int line, int column) {
  /** The whole file. */
  public static SourceLocation of(String file) {
    return new SourceLocation(file, 0, 0);
  }

  /** {@code file:line:column}, without the parts that are 0. */
  @Override
  public String toString() {
    return file + (line == 0 ? "" : ":" + line + (column == 0 ? "" : ":" + column));
  }
}
