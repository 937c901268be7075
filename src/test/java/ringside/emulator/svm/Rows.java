package ringside.emulator.svm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Test data: lines of columns with bars between them, and comments. */
final class Rows {
  private Rows() {}

  /** One line. */
  record Row(List<String> columns) {
    String text(int column) {
      return columns.get(column);
    }

    /** A number in hexadecimal. */
    long number(int column) {
      return Long.parseUnsignedLong(text(column), 16);
    }

    @Override
    public String toString() {
      return columns.getFirst();
    }
  }

  static Stream<Row> read(String resource, int columns) {
    try (InputStream in = Rows.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> row(line, columns))
              .toList()
              .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line, int columns) {
    List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    if (cells.size() != columns) {
      throw new IllegalArgumentException("not " + columns + " columns: " + line);
    }
    return new Row(cells);
  }

  /** Offset of a field by its name in {@link Vmcb}. */
  static int field(String name) {
    try {
      return Vmcb.class.getField(name).getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no field " + name, e);
    }
  }
}
