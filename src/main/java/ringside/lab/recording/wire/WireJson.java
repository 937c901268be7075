package ringside.lab.recording.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.json.JsonMapper;

/** JSON of the wire records: components in their order, absent values left out. */
public final class WireJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(inclusion ->
              inclusion
                  .withValueInclusion(JsonInclude.Include.NON_NULL)
                  .withContentInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private WireJson() {}

  public static byte[] bytes(Object document) {
    return MAPPER.writeValueAsBytes(document);
  }

  public static <T> T read(byte[] json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }
}
