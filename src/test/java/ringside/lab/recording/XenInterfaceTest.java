package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.machine.InstructionTables;

/** The numbers and layouts of mini-Xen are those of Xen's public headers. */
class XenInterfaceTest {
  private static final Path ABI = Path.of("scenarios/lib/xen-abi.inc");
  private static final Path REQUESTS = Path.of("scenarios/mini-xen-hvm/src/ioreq.inc");

  /** Names for which the headers have no expression: text of a macro, bit fields, our own sizes. */
  private static final Set<String> OURS =
      Set.of(
          "HYPERCALL_VECTOR",
          "STUB_SIZE",
          "TRAP_FOR_KERNEL",
          "TRAP_FOR_ALL",
          "STATE_MASK",
          "ioreq.flags",
          "shared_info_size",
          "ring_size");

  @Test
  void everyNameHasTheValueOfTheHeaders() throws IOException {
    Map<String, Long> ours = new TreeMap<>();
    symbols(ABI).symbols().forEach((name, symbol) -> ours.put(name, symbol.value()));
    symbols(REQUESTS).symbols().forEach((name, symbol) -> ours.put(name, symbol.value()));
    ours.keySet().removeIf(name -> ours.containsKey(name + "_size"));
    ours.keySet().removeAll(OURS);
    assertThat(ours).isEqualTo(headers());
  }

  private static Assembly symbols(Path file) throws IOException {
    Assembly assembly =
        new Assembler(InstructionTables.table())
            .assemble("file", SourceProvider.of(Map.of("file", Files.readAllBytes(file))));
    assertThat(assembly.diagnostics()).isEmpty();
    return assembly;
  }

  private static Map<String, Long> headers() throws IOException {
    Map<String, Long> values = new TreeMap<>();
    try (InputStream file = XenInterfaceTest.class.getResourceAsStream("xen-abi.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      List<String> rows = text.lines().filter(line -> !line.startsWith("#")).toList();
      for (String row : rows) {
        String[] cells = row.split("\\s+", 3);
        values.put(cells[0], Long.valueOf(cells[1]));
      }
    }
    return values;
  }
}
