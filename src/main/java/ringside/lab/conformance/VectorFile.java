package ringside.lab.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a file of vectors: gzipped JSON, one object a line. A line with {@code form} opens a form,
 * the lines after it are its vectors.
 */
final class VectorFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Takes what the file holds, in its order. */
  interface Consumer {
    void form(VectorForm form);

    void vector(VectorForm form, UserModeVector vector);

    void vector(VectorForm form, RealModeVector vector);
  }

  private VectorFile() {}

  /**
   * Reads a whole file.
   *
   * @throws ConformanceException if it is not in one of the formats, naming file and line
   */
  static void read(Path file, Consumer consumer) {
    try (InputStream compressed = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(compressed, 1 << 16), StandardCharsets.UTF_8))) {
      read(file, lines, consumer);
    } catch (IOException e) {
      throw new ConformanceException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void read(Path file, BufferedReader lines, Consumer consumer) throws IOException {
    VectorForm form = null;
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        if (line.startsWith("{\"form\"")) {
          form = MAPPER.readValue(line, VectorForm.class);
          consumer.form(form);
        } else if (form == null) {
          throw new ConformanceException(
              file + ":" + number + ": a vector before the first form", null);
        } else if (form.realMode()) {
          consumer.vector(form, MAPPER.readValue(line, RealModeVector.class));
        } else {
          consumer.vector(form, MAPPER.readValue(line, UserModeVector.class));
        }
      } catch (JacksonException e) {
        throw new ConformanceException(
            file + ":" + number + ": not a vector: " + e.getOriginalMessage(), e);
      }
    }
  }
}
