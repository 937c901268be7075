package ringside.course.lesson;

import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the course map. */
public final class CourseReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private CourseReader() {}

  /** The course of a folder {@code lessons}. */
  public static Course read(Path lessons) throws CourseException {
    var file = lessons.resolve("course.yaml");
    try {
      return YAML.readValue(file.toFile(), Course.class);
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
