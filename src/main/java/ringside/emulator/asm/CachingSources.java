package ringside.emulator.asm;

import java.util.HashMap;
import java.util.Map;

/** Opens each file once in a run, so that all passes see the same bytes. */
final class CachingSources implements SourceProvider {
  private record Request(String path, String from) {}

  private final SourceProvider sources;
  private final Map<Request, Result> results = new HashMap<>();

  CachingSources(SourceProvider sources) {
    this.sources = sources;
  }

  @Override
  public Result open(String path, String from) {
    return results.computeIfAbsent(
        new Request(path, from), request -> sources.open(request.path, request.from));
  }
}
