package ringside.course.lesson;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The words of the course, as {@code lessons/glossary.yaml} has them. */
public record Glossary(int version, List<Term> terms) {

  /**
   * A word in both languages.
   *
   * @param id stands in addresses: {@code /glossary#cpl}; it never changes
   * @param scenario slug of the scenario that shows it at work
   * @param see ids of related terms
   */
  public record Term(
      String id, Entry en, Entry ko, @Nullable String scenario, @Nullable List<String> see) {

    public Term {
      Objects.requireNonNull(id, "a term needs an id");
      Objects.requireNonNull(en, () -> id + " needs en");
      Objects.requireNonNull(ko, () -> id + " needs ko");
    }

    /** The entry for a reader of {@code language}; English where the course does not speak it. */
    public Entry in(Locale language) {
      return language.getLanguage().equals("ko") ? ko : en;
    }

    /** Ids of related terms. */
    public List<String> related() {
      return see == null ? List.of() : see;
    }

    /** Slug of the scenario that shows it at work. */
    public Optional<String> shownIn() {
      return Optional.ofNullable(scenario);
    }
  }

  /** The term and what it means, plain text. */
  public record Entry(String term, String meaning) {}

  public Optional<Term> term(String id) {
    return terms.stream().filter(term -> term.id().equals(id)).findFirst();
  }
}
