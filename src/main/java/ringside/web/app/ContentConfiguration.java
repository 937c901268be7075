package ringside.web.app;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import ringside.course.lesson.Course;
import ringside.course.lesson.CourseReader;
import ringside.course.lesson.Glossary;
import ringside.course.reference.AuthorsGuide;
import ringside.course.reference.InstructionReference;
import ringside.course.reference.InstructionTexts;
import ringside.emulator.machine.InstructionTables;
import ringside.web.api.Lessons;

/** What the authors wrote: read once, when the application starts. */
@Configuration
class ContentConfiguration {
  @Bean
  Course course(@Value("${ringside.content}") String content) throws CourseReader.CourseException {
    return CourseReader.read(Path.of(content, "lessons"));
  }

  @Bean
  Glossary glossary(@Value("${ringside.content}") String content)
      throws CourseReader.CourseException {
    return CourseReader.glossary(Path.of(content, "lessons"));
  }

  @Bean
  InstructionReference instructions(@Value("${ringside.content}") String content)
      throws CourseReader.CourseException {
    return InstructionReference.of(
        InstructionTables.table(), InstructionTexts.read(Path.of(content, "lessons")));
  }

  @Bean
  AuthorsGuide guide(@Value("${ringside.content}") String content) throws IOException {
    return AuthorsGuide.read(Path.of(content, "lessons"));
  }

  @Bean
  Lessons lessons(@Value("${ringside.content}") String content) throws IOException {
    return Lessons.read(Path.of(content, "lessons"));
  }
}
