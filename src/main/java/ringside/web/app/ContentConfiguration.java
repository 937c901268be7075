package ringside.web.app;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import ringside.course.lesson.Course;
import ringside.course.lesson.CourseReader;

/** What the authors wrote: read once, when the application starts. */
@Configuration
class ContentConfiguration {
  @Bean
  Course course(@Value("${ringside.content}") String content) throws CourseReader.CourseException {
    return CourseReader.read(Path.of(content, "lessons"));
  }
}
