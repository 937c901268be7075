package ringside.web.api;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * Recordings and their chunks. A chunk's address holds a hash of its content, so any cache may keep
 * it for ever; a document's comments may be corrected while its run stays, so it is asked for
 * again.
 */
@RestController
@RequestMapping("/api/recordings/{hash}")
class RecordingController {
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final Library library;

  RecordingController(Library library) {
    this.library = library;
  }

  @GetMapping
  ResponseEntity<byte[]> document(@PathVariable String hash, WebRequest request) {
    return Documents.answer(
        library.document(Names.hash(hash)), CacheControl.noCache().cachePublic(), request);
  }

  @GetMapping("/chunks/{name}")
  ResponseEntity<byte[]> chunk(
      @PathVariable String hash, @PathVariable String name, WebRequest request) {
    return Documents.answer(library.chunk(Names.hash(hash), Names.chunk(name)), FOR_EVER, request);
  }
}
