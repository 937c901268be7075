package ringside.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a client posts, up to a size: the rest is never held in memory. */
@Component
class JsonBody {
  private static final int LARGEST = 64 << 10;

  private final JsonMapper json;

  JsonBody(JsonMapper json) {
    this.json = json;
  }

  <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
    var body = request.getInputStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw new ResponseStatusException(
          HttpStatus.CONTENT_TOO_LARGE, "64 KiB is the most that may be posted here");
    }
    try {
      return json.readValue(body, type);
    } catch (JacksonException problem) {
      var at = problem.getLocation();
      var place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "this is not the JSON that belongs here" + place);
    }
  }
}
