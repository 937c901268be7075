package ringside.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import ringside.course.progress.Answer;
import ringside.course.progress.LearnerId;
import ringside.course.progress.Progress;
import ringside.course.progress.ProgressStore;

/**
 * A learner's own progress. It does not go through the page's session, so a lost one loses nothing.
 */
@RestController
@RequestMapping("/api/progress")
class ProgressController {
  private static final int LONGEST_ID = 64;

  private final ProgressStore store;
  private final Library library;
  private final JsonBody body;
  private final Allowance newcomers;

  ProgressController(
      ProgressStore store,
      Library library,
      JsonBody body,
      @Value("${ringside.limits.learners-per-minute}") int perMinute) {
    this.store = store;
    this.library = library;
    this.body = body;
    this.newcomers = new Allowance(perMinute, System::nanoTime);
  }

  /** Where the learner stands in a recording of a scenario. */
  record Place(String recording, long tick) {}

  @GetMapping
  List<Progress> all(HttpServletRequest request) {
    return LearnerCookie.read(request.getCookies()).map(store::of).orElse(List.of());
  }

  @PutMapping(path = "/{slug}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void save(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var place = body.read(request, Place.class);
    var run =
        scenario(slug).runs().stream()
            .filter(r -> r.hash().equals(place.recording()))
            .findFirst()
            .orElseThrow(() ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "this scenario has no such recording"));
    if (place.tick() < 0 || place.tick() > run.ticks()) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "the run has ticks 0 to " + run.ticks());
    }
    store.save(learner(request, response), slug, run.hash(), place.tick(), run.ticks());
  }

  @GetMapping("/{slug}/answers")
  List<Answer> answers(@PathVariable String slug, HttpServletRequest request) {
    var scenario = scenario(slug).slug();
    return LearnerCookie.read(request.getCookies())
        .map(learner -> store.answers(learner, scenario))
        .orElse(List.of());
  }

  @PostMapping(path = "/{slug}/answers", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void answer(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var answer = body.read(request, Answer.class);
    if (!isId(answer.prediction()) || !isId(answer.choice())) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "an answer names a prediction and a choice");
    }
    var scenario = scenario(slug).slug();
    store.answer(
        learner(request, response),
        scenario,
        answer.prediction(),
        answer.choice(),
        answer.correct());
  }

  private Library.Scenario scenario(String slug) {
    return library
        .scenario(Names.slug(slug))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no such scenario"));
  }

  private static boolean isId(@Nullable String text) {
    return text != null && !text.isEmpty() && text.length() <= LONGEST_ID;
  }

  /**
   * Whose progress it is. A learner of whom nothing is kept yet costs a row, and so an allowance.
   */
  private LearnerId learner(HttpServletRequest request, HttpServletResponse response) {
    var known = LearnerCookie.read(request.getCookies());
    if (known.filter(store::knows).isEmpty()
        && newcomers.take(request.getRemoteAddr()).isPresent()) {
      throw new ResponseStatusException(
          HttpStatus.TOO_MANY_REQUESTS, "too many new learners from this address");
    }
    return known.orElseGet(() -> {
      var learner = LearnerId.random();
      response.addCookie(LearnerCookie.write(learner));
      return learner;
    });
  }
}
