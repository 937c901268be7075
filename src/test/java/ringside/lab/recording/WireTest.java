package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.lab.recording.wire.WireChunk;
import ringside.lab.recording.wire.WireChunk.Delta;
import ringside.lab.recording.wire.WireFiles;
import ringside.lab.recording.wire.WireJson;
import ringside.lab.recording.wire.WireRecording;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Scenarios;

/** A client that only has the JSON reaches every state of the recording, in both directions. */
class WireTest {
  private static Recording recording;
  private static WireFiles files;
  private static WireRecording document;

  /** Longer than two chunks: counts down, storing and printing now and then. */
  private static final String LONG =
      """
      bits 64
      org 0x100000
      again: mov rcx, 1500
      .count: mov [rsp - 8], rcx
              dec rcx
              jnz .count
              mov dx, 0x3F8
              mov al, 'x'
              out dx, al
              hlt
      """;

  @BeforeAll
  static void record(@TempDir java.nio.file.Path folder) throws Exception {
    Scenarios.copy("hello", folder.resolve("hello"));
    java.nio.file.Files.writeString(folder.resolve("hello/src/hello.asm"), LONG);
    java.nio.file.Path yaml = folder.resolve("hello/scenario.yaml");
    java.nio.file.Files.writeString(
        yaml,
        java.nio.file.Files.readString(yaml)
            .replace("instructions: 1000", "instructions: 10000")
            .replace("console: \"hi\"", "console: \"x\""));
    BuiltScenario scenario = Recordings.load(folder.resolve("hello")).runs().getFirst();
    recording = Recorder.record(scenario);
    files = WireWriter.write(recording);
    document = WireJson.read(files.document(), WireRecording.class);
  }

  private static final class Client {
    final List<Long> state = new ArrayList<>();
    final Map<Long, byte[]> pages = new HashMap<>();

    Client(WireChunk.Keyframe keyframe) throws DataFormatException {
      keyframe.state().forEach(v -> state.add(number(v)));
      for (var page : keyframe.pages().entrySet()) {
        Inflater inflater = new Inflater(true);
        inflater.setInput(Base64.getDecoder().decode(page.getValue()));
        byte[] bytes = new byte[4096];
        assertThat(inflater.inflate(bytes)).isEqualTo(4096);
        pages.put(number(page.getKey()), bytes);
      }
    }

    void forward(Delta delta, List<Long> undo) {
      undo.addAll(state);
      for (List<Object> set : delta.set() == null ? List.<List<Object>>of() : delta.set()) {
        state.set((Integer) set.get(0), number((String) set.get(1)));
      }
      store(delta, 2);
    }

    void backward(Delta delta, List<Long> undo) {
      state.clear();
      state.addAll(undo);
      store(delta, 1);
    }

    private void store(Delta delta, int which) {
      for (List<String> mem : delta.mem() == null ? List.<List<String>>of() : delta.mem()) {
        byte[] bytes = HexFormat.of().parseHex(mem.get(which));
        for (int i = 0; i < bytes.length; i++) {
          long address = number(mem.get(0)) + i;
          pages.computeIfAbsent(address >>> 12, n -> new byte[4096])[(int) address & 4095] =
              bytes[i];
        }
      }
    }

    void mustBeAt(int tick) {
      Cursor cursor = recording.cursor(tick);
      assertThat(state.stream().mapToLong(Long::longValue).toArray())
          .as("state at %d", tick)
          .isEqualTo(cursor.state());
      Map<Long, byte[]> expected = cursor.memory().pages();
      pages.forEach((number, page) ->
          assertThat(page)
              .as("page %x at %d", number, tick)
              .isEqualTo(expected.getOrDefault(number, new byte[4096])));
      assertThat(pages.keySet()).containsAll(expected.keySet());
    }
  }

  private static long number(String hex) {
    return new BigInteger(hex, 16).longValue();
  }

  private static WireChunk chunk(int index) {
    String url = document.chunks().get(index).url();
    byte[] json = files.chunks().get(url.substring(url.lastIndexOf('/') + 1));
    assertThat(json).hasSize(document.chunks().get(index).bytes());
    return WireJson.read(json, WireChunk.class);
  }

  @Test
  void chunksLeadThroughTheRunBothWays() throws DataFormatException {
    assertThat(document.chunks()).hasSizeGreaterThan(2);
    int tick = 0;
    for (int i = 0; i < document.chunks().size(); i++) {
      WireChunk chunk = chunk(i);
      assertThat(chunk.from()).isEqualTo(tick);
      assertThat(chunk.deltas()).hasSize(chunk.to() - chunk.from());
      Client client = new Client(chunk.keyframe());
      client.mustBeAt(chunk.from());
      List<List<Long>> undo = new ArrayList<>();
      for (Delta delta : chunk.deltas()) {
        undo.add(new ArrayList<>());
        client.forward(delta, undo.getLast());
      }
      client.mustBeAt(chunk.to());
      for (int d = chunk.deltas().size() - 1; d >= 0; d--) {
        client.backward(chunk.deltas().get(d), undo.get(d));
      }
      client.mustBeAt(chunk.from());
      tick = chunk.to();
    }
    assertThat(tick).isEqualTo(document.ticks()).isEqualTo(recording.ticks());
  }

  @Test
  void chunksAreNamedByTheirBytes() {
    files
        .chunks()
        .forEach((name, json) ->
            assertThat(new Digest().add(json).hex()).startsWith(name).hasSizeGreaterThan(32));
    assertThat(WireWriter.write(recording).chunks().keySet()).isEqualTo(files.chunks().keySet());
  }

  @Test
  void theDocumentSaysWhatTheRecordingKnows() {
    assertThat(document.hash()).isEqualTo(recording.hash()).matches("[0-9a-f]{64}");
    assertThat(document.end().reason()).isEqualTo("halted");
    assertThat(document.spans()).containsExactly(List.of(0, 0));
    assertThat(document.events()).hasSameSizeAs(recording.events());
    assertThat(document.events())
        .filteredOn(e -> e.kind().equals("PIO"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.text()).isEqualTo("PIO out 0x3F8 'x'");
          assertThat(e.target()).isEqualTo("uart");
          assertThat(e.fields())
              .containsEntry("port", 0x3F8)
              .containsEntry("value", "78")
              .containsEntry("out", true);
        });
    assertThat(document.programs().getFirst().lines())
        .filteredOn(l -> l.text().contains("dec rcx"))
        .singleElement()
        .satisfies(l -> assertThat(l.bytes()).isEqualTo("48ffc9"));
    assertThat(document.checks()).allMatch(WireRecording.Check::pass);
  }
}
