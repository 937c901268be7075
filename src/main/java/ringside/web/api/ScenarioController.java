package ringside.web.api;

import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/** What can be opened, under which hash it is found now, and its words. */
@RestController
@RequestMapping("/api/scenarios")
class ScenarioController {
  private final Library library;

  ScenarioController(Library library) {
    this.library = library;
  }

  @GetMapping
  List<Library.Scenario> all() {
    return library.scenarios();
  }

  @GetMapping("/{slug}")
  Library.Scenario one(@PathVariable String slug) {
    return library
        .scenario(Names.slug(slug))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no such scenario"));
  }

  @GetMapping("/{slug}/text/{language}")
  ResponseEntity<byte[]> text(
      @PathVariable String slug, @PathVariable String language, WebRequest request) {
    return Documents.answer(
        library.text(Names.slug(slug), Names.language(language)),
        CacheControl.noCache().cachePublic(),
        request);
  }
}
