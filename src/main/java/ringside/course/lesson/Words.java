package ringside.course.lesson;

import java.util.Locale;

/** A text in both languages of the course. */
public record Words(String en, String ko) {

  /** The text for a reader of {@code language}; English where the course does not speak it. */
  public String in(Locale language) {
    return language.getLanguage().equals("ko") ? ko : en;
  }
}
