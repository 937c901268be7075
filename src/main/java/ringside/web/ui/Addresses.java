package ringside.web.ui;

import ringside.course.lesson.Course;
import ringside.course.lesson.Lesson;
import ringside.web.api.Lessons;

/** Addresses inside the application, relative to its root as the page's base is. */
final class Addresses {
  private Addresses() {}

  static String lesson(Lesson lesson) {
    return "learn/" + Lessons.name(lesson);
  }

  /** The player of a scenario, in the part of the course that it belongs to. */
  static String player(Course course, String slug) {
    var part = course.partOf(slug).map(Course.Part::id).orElse("more");
    return "learn/" + part + "/" + slug;
  }

  /**
   * The same for one of its variants, as a link; a navigation takes the query apart from the path.
   */
  static String player(Course course, String slug, String variant) {
    return player(course, slug) + (variant.equals("base") ? "" : "?run=" + variant);
  }

  /** A moment of a scenario in that player. */
  static String player(Course course, String slug, long tick) {
    return player(course, slug) + "#t=" + tick;
  }

  /** The words of a scenario; the client puts its language in. */
  static String text(String slug) {
    return "api/scenarios/" + slug + "/text/{lang}";
  }

  static String recording(String hash) {
    return "api/recordings/" + hash;
  }
}
