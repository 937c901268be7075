package ringside.lab.recording.wire;

import java.util.Map;
import java.util.Set;

/**
 * A recording as the bytes that are served.
 *
 * @param hash of the recording; part of its URL
 * @param document JSON of {@link WireRecording}; may change with the texts and programs' comments
 *     while the hash stays, so clients must revalidate it
 * @param chunks JSON of {@link WireChunk} by the last part of its URL, which is a hash of its bytes
 * @param mnemonics of every instruction that ran, as the instruction table writes them
 */
public record WireFiles(
    String hash, byte[] document, Map<String, byte[]> chunks, Set<String> mnemonics) {
  public WireFiles {
    chunks = Map.copyOf(chunks);
    mnemonics = Set.copyOf(mnemonics);
  }
}
