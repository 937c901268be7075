package ringside.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import ringside.lab.recording.wire.WireEdit;
import ringside.web.api.ForkRefused.Reason;

/** Runs a recording again with what a learner changed. The same changes give the same fork. */
@RestController
class ForkController {
  private final Library library;
  private final JsonBody body;
  private final Allowance allowance;

  ForkController(
      Library library, JsonBody body, @Value("${ringside.limits.forks-per-minute}") int perMinute) {
    this.library = library;
    this.body = body;
    this.allowance = new Allowance(perMinute, System::nanoTime);
  }

  /** What is asked for: {@code recording} is the original, {@code edits} in the order of ticks. */
  record Request(String recording, List<WireEdit> edits) {}

  /** Where the fork is. */
  record Made(String hash, String url) {}

  @PostMapping(path = "/api/forks", consumes = MediaType.APPLICATION_JSON_VALUE)
  Made fork(HttpServletRequest http) throws IOException {
    try {
      return made(http);
    } catch (ForkRefused refused) {
      throw new ResponseStatusException(
          switch (refused.reason()) {
            case UNKNOWN -> HttpStatus.NOT_FOUND;
            case MEANINGLESS -> HttpStatus.UNPROCESSABLE_CONTENT;
            case BUSY -> HttpStatus.SERVICE_UNAVAILABLE;
            case TOO_OFTEN -> HttpStatus.TOO_MANY_REQUESTS;
            case FULL -> HttpStatus.INSUFFICIENT_STORAGE;
          },
          refused.getMessage());
    }
  }

  private Made made(HttpServletRequest http) throws IOException, ForkRefused {
    var wait = allowance.take(http.getRemoteAddr());
    if (wait.isPresent()) {
      throw ForkRefused.of(Reason.TOO_OFTEN, language(http), "often", wait.getAsLong());
    }
    var request = body.read(http, Request.class);
    if (request.recording() == null || request.edits() == null) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "a fork needs a recording and edits");
    }
    var hash = library.fork(Names.hash(request.recording()), request.edits(), language(http));
    return new Made(hash, "/api/recordings/" + hash);
  }

  private static Locale language(HttpServletRequest http) {
    return http.getLocale().getLanguage().equals("ko") ? Locale.KOREAN : Locale.ENGLISH;
  }
}
