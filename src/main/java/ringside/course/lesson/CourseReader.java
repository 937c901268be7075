package ringside.course.lesson;

import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the course map and the glossary. */
public final class CourseReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** Terms leave out what they do not have. */
  private static final YAMLMapper LENIENT =
      YAML.rebuild()
          .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private CourseReader() {}

  /** The course of a folder {@code lessons}. */
  public static Course read(Path lessons) throws CourseException {
    return read(YAML, lessons.resolve("course.yaml"), Course.class);
  }

  /** The glossary of a folder {@code lessons}. */
  public static Glossary glossary(Path lessons) throws CourseException {
    return read(LENIENT, lessons.resolve("glossary.yaml"), Glossary.class);
  }

  /** A file in which entries may leave out what they do not have. */
  public static <T> T lenient(Path file, Class<T> type) throws CourseException {
    return read(LENIENT, file, type);
  }

  private static <T> T read(YAMLMapper yaml, Path file, Class<T> type) throws CourseException {
    try {
      return yaml.readValue(file.toFile(), type);
    } catch (JacksonException problem) {
      throw new CourseException(file, problem);
    }
  }

  /** An author's mistake in the course map, with its place. */
  public static final class CourseException extends Exception {
    private static final long serialVersionUID = 1;

    CourseException(Path file, JacksonException problem) {
      super(message(file, problem), problem);
    }

    private static String message(Path file, JacksonException problem) {
      var at = problem.getLocation();
      var place =
          at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      return file + place + ": " + problem.getOriginalMessage();
    }
  }
}
