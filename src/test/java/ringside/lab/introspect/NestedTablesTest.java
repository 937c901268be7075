package ringside.lab.introspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.emulator.svm.Vmcb;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;
import ringside.emulator.trace.TraceEvent.VmEntry;
import ringside.emulator.trace.TraceEvent.VmxInstruction;
import ringside.emulator.vmx.VmcsField;
import ringside.lab.introspect.NestedTables.Format;
import ringside.lab.introspect.NestedTables.Range;
import ringside.lab.recording.Cursor;
import ringside.lab.recording.Recording;
import ringside.lab.recording.Recordings;
import ringside.lab.recording.RunEvent;

/** The view of the second dimension, and that it walks as the emulator does. */
class NestedTablesTest {
  private static final long ROOT = 0x1000;
  private static final long WRITE_BACK = 6 << 3;

  /**
   * Four levels in both dimensions: 4 × (4 + 1) + 4; with pages of 2 MiB below, 4 × (3 + 1) + 3.
   */
  @ParameterizedTest
  @CsvSource({"nested-paging, 24", "amd-v, 19"})
  void everyWalkOfTheProcessorIsSeenAlike(String scenario, int longest) {
    Recording recording = Recordings.record(scenario, "base");
    long eptp = 0;
    long vmcb = 0;
    int most = 0;
    for (RunEvent event : recording.events()) {
      switch (event.source()) {
        case VmxInstruction e
            when e.instruction().equals("VMWRITE")
                && e.operand() == VmcsField.EPT_POINTER.encoding() ->
            eptp = e.value();
        case VmEntry e when e.instruction().equals("VMRUN") -> vmcb = e.controlBlock();
        case NestedPageWalk walk -> {
          Cursor before = recording.cursor(event.tick());
          NestedTables tables =
              vmcb == 0
                  ? new NestedTables(Format.EPT, eptp)
                  : new NestedTables(
                      Format.NPT, before.memory().read(vmcb + Vmcb.NESTED_CR3, 8).orElseThrow());
          assertSame(walk, tables.walk(before.pageTables(), walk.linear(), before.memory()));
          most = Math.max(most, walk.references().size());
        }
        case null, default -> {}
      }
    }
    assertEquals(longest, most);
  }

  private static void assertSame(NestedPageWalk walk, NestedTables.GuestWalk seen) {
    assertThat(seen.references().stream().map(r -> place(r.level(), r.nested(), r.address())))
        .startsWith(
            walk.references().stream()
                .map(r -> place(r.level(), r.nested(), r.address()))
                .toArray(String[]::new));
    if (walk.physical() != -1) {
      assertEquals(OptionalLong.of(walk.physical()), seen.physical());
      assertEquals(OptionalLong.of(walk.guestPhysical()), seen.guestPhysical());
      assertThat(seen.references()).hasSameSizeAs(walk.references());
    }
  }

  private static String place(int level, boolean nested, long address) {
    return (nested ? "n" : "g") + level + " " + Long.toHexString(address);
  }

  @Test
  void rangesAreWhatEveryLevelAllows() {
    PhysicalView memory =
        quadwords(
            Map.of(
                ROOT,
                0x2007L,
                0x2000L,
                0x3005L, // no writes below
                0x2008L,
                0x4000_0000L | WRITE_BACK | 0x80 | 7, // 1 GiB
                0x3000L,
                0x4007L,
                0x3008L,
                0x20_0000L | 0x80 | 7, // 2 MiB, uncacheable
                0x4000L,
                0x8000L | WRITE_BACK | 7,
                0x4008L,
                0x9000L | WRITE_BACK | 7, // goes on from the page before
                0x4010L,
                0xB000L | WRITE_BACK | 7, // does not
                0x4018L,
                0xC000L | WRITE_BACK | 2)); // misconfigured: write without read

    assertEquals(
        List.of(
            new Range(0, 0x8000, 0x2000, 0x1000, "R-X", 6),
            new Range(0x2000, 0xB000, 0x1000, 0x1000, "R-X", 6),
            new Range(0x20_0000, 0x20_0000, 0x20_0000, 0x20_0000, "R-X", 0),
            new Range(0x4000_0000, 0x4000_0000, 0x4000_0000, 0x4000_0000, "RWX", 6)),
        new NestedTables(Format.EPT, ROOT | 0x1E).ranges(memory));
  }

  @Test
  void decodesWhatAnEntryHolds() {
    long dirty = 1 << 9;
    PhysicalView memory =
        quadwords(
            Map.of(
                ROOT, 0x2007L, 0x2000L, 0x3007L, 0x3000L, 0x20_0000L | dirty | WRITE_BACK | 0x83));
    NestedTables.Walk walk = new NestedTables(Format.EPT, ROOT).walk(0x1_2345, memory);

    assertEquals(OptionalLong.of(0x21_2345), walk.physical());
    NestedTables.Entry leaf = walk.entries().getLast();
    assertEquals("RW-", leaf.rights());
    assertEquals(6, leaf.memoryType());
    assertTrue(leaf.leaf() && leaf.dirty() && !leaf.accessed());
    assertEquals(2, leaf.level());
  }

  /** AMD's entries are those of ordinary paging: present, writable, NX. */
  @Test
  void nestedTablesOfAmdHaveTheOrdinaryFormat() {
    PhysicalView memory =
        quadwords(
            Map.of(ROOT, 0x2007L, 0x2000L, 0x3007L, 0x3000L, 0x4007L, 0x4000L, 1L << 63 | 0x9067L));
    NestedTables.Walk walk = new NestedTables(Format.NPT, ROOT).walk(0x10, memory);

    assertEquals(OptionalLong.of(0x9010), walk.physical());
    NestedTables.Entry leaf = walk.entries().getLast();
    assertEquals("RW-", leaf.rights());
    assertTrue(leaf.accessed() && leaf.dirty());
  }

  private static PhysicalView quadwords(Map<Long, Long> values) {
    Map<Long, Long> sorted = new TreeMap<>(values);
    return physical -> (int) (sorted.getOrDefault(physical & -8, 0L) >>> 8 * (physical & 7)) & 0xFF;
  }
}
