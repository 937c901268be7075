package ringside.emulator.asm;

import java.util.Map;

/**
 * Where the assembler gets sources and binary files from. It decides alone what may be read: a
 * scenario's folder, the library, a map in memory.
 */
@FunctionalInterface
public interface SourceProvider {

  /** What came of a request. */
  sealed interface Result {}

  /**
   * The file is there.
   *
   * @param name how messages and the line table name it
   * @param bytes its content
   */
  record Found(String name, byte[] bytes) implements Result {}

  /** There is no such file. */
  record Missing() implements Result {}

  /** The path leads out of the places that may be read. */
  record Refused() implements Result {}

  /**
   * Opens a file.
   *
   * @param path as written in the source
   * @param from name of the source that asks for it; empty for the main file
   */
  Result open(String path, String from);

  /** Serves sources from memory; paths are names, and none leads anywhere else. */
  static SourceProvider of(Map<String, byte[]> files) {
    return (path, from) -> {
      String name = SourcePath.resolve(path, from);
      if (name == null) {
        return new Refused();
      }
      byte[] bytes = files.get(name);
      if (bytes == null) {
        name = SourcePath.resolve(path, "");
        bytes = name == null ? null : files.get(name);
      }
      return bytes == null || name == null ? new Missing() : new Found(name, bytes);
    };
  }
}
