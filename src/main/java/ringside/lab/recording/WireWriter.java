package ringside.lab.recording;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent;
import ringside.lab.introspect.ControlBlockLayout;
import ringside.lab.introspect.ExitExplanation;
import ringside.lab.recording.wire.WireChunk;
import ringside.lab.recording.wire.WireEdit;
import ringside.lab.recording.wire.WireFiles;
import ringside.lab.recording.wire.WireJson;
import ringside.lab.recording.wire.WireRecording;
import ringside.lab.recording.wire.WireRecording.ChunkLink;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.MachineModels;
import ringside.lab.scenario.StateNames;

/** Writes a recording in the player's format. */
public final class WireWriter {
  private static final int FORMAT = 1;

  private final Recording recording;
  private final Run run;
  private final BuiltScenario scenario;
  private final Disassembly disassembly = new Disassembly();

  private WireWriter(Recording recording) {
    this.recording = recording;
    this.run = recording.run();
    this.scenario = recording.scenario();
  }

  /** The recording's document and all of its chunks. */
  public static WireFiles write(Recording recording) {
    return new WireWriter(recording).files();
  }

  private WireFiles files() {
    Map<String, byte[]> chunks = new LinkedHashMap<>();
    List<ChunkLink> links = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(from + Run.INTERVAL, run.ticks());
      byte[] json = WireJson.bytes(chunk(from, to));
      String name = name(json);
      chunks.put(name, json);
      links.add(new ChunkLink(from, to, recording.hash() + "/chunks/" + name, json.length));
      from = to;
    } while (from < run.ticks());
    return new WireFiles(
        recording.hash(), WireJson.bytes(document(links)), chunks, disassembly.mnemonics());
  }

  private static String name(byte[] json) {
    return new Digest().add(json).hex().substring(0, 32);
  }

  private WireRecording document(List<ChunkLink> chunks) {
    return new WireRecording(
        FORMAT,
        recording.hash(),
        scenario.scenario().slug(),
        scenario.variant(),
        scenario.scenario().runs(),
        recording.fork().map(WireWriter::fork).orElse(null),
        run.ticks(),
        end(run.end()),
        machine(),
        controlBlock(),
        scenario.lanes().stream()
            .map(BuiltScenario.Lane::lane)
            .map(l -> new WireRecording.Lane(l.id(), l.of(), l.domain(), l.ring(), l.root()))
            .toList(),
        scenario.programs().stream().map(this::program).toList(),
        scenario.regions().stream()
            .map(r -> new WireRecording.Region(r.id(), hex(r.at()), r.size(), r.ring(), r.write()))
            .toList(),
        symbols(),
        StateNames.SLOTS,
        spans(),
        chunks,
        recording.events().stream().map(WireWriter::event).toList(),
        recording.steps().stream()
            .map(s ->
                new WireRecording.Step(
                    s.id(), s.tick(), s.event().map(RunEvent::seq).orElse(null), s.highlight()))
            .toList(),
        recording.predictions().stream().map(WireWriter::prediction).toList(),
        recording.checks().stream()
            .map(c -> new WireRecording.Check(c.id(), c.pass(), c.detail(), c.points()))
            .toList());
  }

  private static WireRecording.End end(End end) {
    return new WireRecording.End(
        end.reason().word(),
        end.detail().isEmpty() ? null : end.detail(),
        end.loop().isEmpty() ? null : end.loop());
  }

  private WireRecording.Machine machine() {
    String cpu = scenario.machine().cpu();
    return new WireRecording.Machine(
        cpu,
        scenario.machine().memory(),
        scenario.machine().preset(),
        cpu.startsWith("amd") ? "amd" : "intel",
        scenario.machine().preset().startsWith("lm64") ? 64 : 32);
  }

  /** Only where the run enters a guest or prepares to. */
  private @Nullable ControlBlockLayout controlBlock() {
    boolean virtualizes =
        run.events().stream()
            .map(Run.Event::event)
            .anyMatch(
                e -> e instanceof TraceEvent.VmxInstruction || e instanceof TraceEvent.VmEntry);
    return virtualizes ? ControlBlockLayout.of(MachineModels.cpu(scenario.machine())) : null;
  }

  private static WireRecording.Fork fork(Recording.Fork fork) {
    return new WireRecording.Fork(fork.of(), fork.edits().stream().map(WireWriter::edit).toList());
  }

  private static WireEdit edit(Edit edit) {
    return switch (edit) {
      case Edit.SetRegister e ->
          new WireEdit("register", e.tick(), e.register(), hex(e.value()), null, null, null);
      case Edit.SetMemory e ->
          new WireEdit("memory", e.tick(), null, null, hex(e.address()), hex(e.bytes()), null);
      case Edit.Type e -> new WireEdit("console", e.tick(), null, null, null, null, e.text());
    };
  }

  private WireRecording.Program program(AssembledProgram program) {
    List<WireRecording.SourceLine> lines =
        program.lines().stream()
            .map(line -> {
              OptionalLong address = line.address();
              byte[] bytes = bytes(program, line);
              return new WireRecording.SourceLine(
                  line.file(),
                  line.line(),
                  line.text(),
                  address.isPresent() ? hex(address.getAsLong()) : null,
                  bytes.length == 0 ? null : hex(bytes),
                  null);
            })
            .toList();
    return new WireRecording.Program(
        program.program().id(), program.program().file(), program.program().lane(), lines);
  }

  private static byte[] bytes(AssembledProgram program, AssembledProgram.Line line) {
    if (line.address().isEmpty()) {
      return new byte[0];
    }
    int from = (int) (line.address().getAsLong() - program.program().at());
    int to = Math.min(from + line.length(), program.image().length);
    return from < 0 || from > to
        ? new byte[0]
        : java.util.Arrays.copyOfRange(program.image(), from, to);
  }

  private List<WireRecording.Symbol> symbols() {
    List<WireRecording.Symbol> symbols = new ArrayList<>();
    for (AssembledProgram program : scenario.programs()) {
      program
          .symbols()
          .forEach((name, value) -> {
            if (program.contains(value)) {
              symbols.add(new WireRecording.Symbol(name, hex(value), program.program().id()));
            }
          });
    }
    return symbols;
  }

  private List<List<Integer>> spans() {
    List<List<Integer>> spans = new ArrayList<>();
    int last = -1;
    for (int tick = 0; tick < run.ticks(); tick++) {
      int lane = recording.laneOfTick().get(tick);
      if (lane != last) {
        spans.add(List.of(tick, lane));
        last = lane;
      }
    }
    return spans;
  }

  private static WireRecording.Event event(RunEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    event.fields().forEach((name, value) -> fields.put(name, field(event, name, value)));
    return new WireRecording.Event(
        event.seq(),
        event.tick(),
        event.kind(),
        event.architectural(),
        event.lane(),
        event.target().orElse(null),
        event.text(),
        fields,
        event.source() instanceof TraceEvent.VmExit exit ? ExitExplanation.of(exit) : null,
        event.cause().orElse(null));
  }

  private static Object field(RunEvent event, String name, Object value) {
    boolean wide = !(event.source() instanceof TraceEvent source) || EventText.isWide(source, name);
    return value instanceof Long number && wide && number != -1 ? hex(number) : display(value);
  }

  private static Object display(Object value) {
    return value instanceof Long number && number == -1 ? "-1" : value;
  }

  private static WireRecording.Prediction prediction(Predictions.Asked p) {
    return new WireRecording.Prediction(
        p.id(),
        p.tick(),
        p.before().orElse(null),
        p.ask(),
        p.of().orElse(null),
        p.options(),
        p.answer(),
        p.event().map(RunEvent::seq).orElse(null));
  }

  private WireChunk chunk(int from, int to) {
    Cursor cursor = recording.cursor(from);
    WireChunk.Keyframe keyframe = keyframe(cursor);
    List<WireChunk.Delta> deltas = new ArrayList<>();
    for (int tick = from; tick < to; tick++) {
      deltas.add(delta(tick, cursor));
    }
    return new WireChunk(from, to, keyframe, deltas);
  }

  private static WireChunk.Keyframe keyframe(Cursor cursor) {
    List<String> state = new ArrayList<>();
    for (long value : cursor.state()) {
      state.add(hex(value));
    }
    Map<String, String> pages = new LinkedHashMap<>();
    cursor.memory().pages().forEach((number, page) -> pages.put(hex(number), deflate(page)));
    return new WireChunk.Keyframe(state, pages, cursor.console());
  }

  /** What a tick changed; moves the cursor, which stands before it, behind it. */
  private WireChunk.Delta delta(int tick, Cursor cursor) {
    TickLog log = run.log();
    byte[] code = log.code(tick);
    String text = disassembly.text(code, log.rip(tick), cursor.state());
    List<List<String>> stores = new ArrayList<>();
    log.stores(
        tick,
        (address, before, after) -> stores.add(List.of(hex(address), hex(before), hex(after))));
    List<List<Object>> loads = new ArrayList<>();
    log.loads(tick, (address, size) -> loads.add(List.of(hex(address), size)));
    cursor.forward();
    long[] after = cursor.state();
    List<List<Object>> sets = new ArrayList<>();
    log.sets(tick, (slot, xor) -> sets.add(List.of(slot, hex(after[slot]))));
    String output = Cursor.text(log.output(tick));
    boolean ran = log.step(tick) != Step.INTERRUPT;
    return new WireChunk.Delta(
        recording.lane(tick),
        ran ? hex(log.rip(tick)) : null,
        code.length > 0 ? hex(code) : null,
        code.length > 0 ? text : null,
        log.step(tick).word(),
        orNull(sets),
        orNull(stores),
        orNull(loads),
        output.isEmpty() ? null : output);
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String deflate(byte[] page) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(page);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1024];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }
}
