package ringside.web.api;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ringside.course.progress.LearnerId;

/**
 * How a browser tells whose progress it is: a random number in a cookie that scripts cannot read
 * and foreign sites cannot make a browser send with a write.
 */
public final class LearnerCookie {
  public static final String NAME = "ringside.learner";

  /** As long as browsers keep a cookie at most; every page starts it anew. */
  private static final Duration MEMORY = Duration.ofDays(400);

  private LearnerCookie() {}

  /** The learner that {@code cookies} name; empty where they name none. */
  public static Optional<LearnerId> read(Cookie @Nullable [] cookies) {
    return Stream.ofNullable(cookies)
        .flatMap(Stream::of)
        .filter(cookie -> cookie.getName().equals(NAME))
        .flatMap(cookie -> LearnerId.parse(cookie.getValue()).stream())
        .findFirst();
  }

  public static Cookie write(LearnerId learner) {
    var cookie = new Cookie(NAME, learner.toString());
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setMaxAge((int) MEMORY.toSeconds());
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }
}
