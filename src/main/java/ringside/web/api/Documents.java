package ringside.web.api;

import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * Answers with a kept document: compressed where the client takes it so, not at all where it has
 * it.
 */
final class Documents {
  private Documents() {}

  static ResponseEntity<byte[]> answer(
      Optional<Gzipped> found, CacheControl caching, WebRequest request) {
    var document =
        found.orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "nothing is kept here"));
    var tag = "\"" + document.tag() + "\"";
    var answer =
        ResponseEntity.ok()
            .cacheControl(caching)
            .eTag(tag)
            .contentType(MediaType.APPLICATION_JSON)
            .varyBy(HttpHeaders.ACCEPT_ENCODING);
    if (request.checkNotModified(tag)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).cacheControl(caching).eTag(tag).build();
    }
    var accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return accepted != null && accepted.contains("gzip")
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(document.compressed())
        : answer.body(document.inflated());
  }
}
