package ringside.course.reference;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringside.course.lesson.CourseReader;
import ringside.course.lesson.Words;

/**
 * What {@code lessons/instructions.yaml} says.
 *
 * @param groups by the class of the semantic method, or by its package
 * @param iopl mnemonics that need the ring to be inside IOPL
 * @param instructions by mnemonic, as rows write it ({@code Jcc})
 * @param sensitive why an unprivileged instruction is sensitive after Popek and Goldberg
 */
public record InstructionTexts(
    int version,
    Map<String, Group> groups,
    List<String> iopl,
    Map<String, Words> instructions,
    Map<String, Words> sensitive) {

  /**
   * Instructions of one kind.
   *
   * @param flags the flags that they change; absent where they change none, or each its own
   */
  public record Group(String en, String ko, @Nullable String flags) {
    public String in(Locale language) {
      return new Words(en, ko).in(language);
    }

    public Optional<String> changedFlags() {
      return Optional.ofNullable(flags);
    }
  }

  /** The group of a semantic method's class. */
  Optional<Group> group(Class<?> owner) {
    String pack = owner.getPackageName();
    return Optional.ofNullable(groups.get(owner.getSimpleName()))
        .or(() -> Optional.ofNullable(groups.get(pack.substring(pack.lastIndexOf('.') + 1))));
  }

  /** The texts of a folder {@code lessons}. */
  public static InstructionTexts read(Path lessons) throws CourseReader.CourseException {
    return CourseReader.lenient(lessons.resolve("instructions.yaml"), InstructionTexts.class);
  }
}
