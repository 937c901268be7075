package ringside.emulator.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;
import ringside.emulator.trace.TraceSink;

/** AMD APM, "Nested Paging": what a nested page fault tells, and what a walk costs. */
class NestedPagingTest {
  private static final long DATA = 0x25_0000;
  private static final long ACCESSED_AND_DIRTY = 0x60;
  private static final String TOUCH = "mov rbx, 0x250000\nmov al, [rbx]\nhlt";

  static Stream<Rows.Row> faults() {
    return Rows.read("nested-page-faults.txt", 5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void tellsWhatWasRefused(Rows.Row row) {
    SvmGuest guest = guest(row.text(3));
    long page =
        switch (row.text(1)) {
          case "data" -> DATA;
          case "code" -> SvmGuest.GUEST;
          default -> guest.get(Vmcb.CR3);
        };
    long entry = SvmGuest.nestedEntry(page);
    guest.machine.memory().store(entry, 8, page | row.number(2));

    guest.run();

    assertEquals("NPF", guest.exit());
    assertEquals(row.text(4), Long.toHexString(guest.get(Vmcb.EXIT_INFO_1)));
    assertEquals(Long.toHexString(page), Long.toHexString(guest.get(Vmcb.EXIT_INFO_2) & -0x1000L));
  }

  /** AMD APM, "4-Kbyte Page Translation" in long mode: the first table has no global bit. */
  @Test
  void bit8OfTheFirstTableIsReserved() {
    SvmGuest guest = guest("hlt");
    guest
        .machine
        .memory()
        .store(SvmGuest.NESTED_TABLES, 8, SvmGuest.NESTED_TABLES + 0x1000 | 0x107);
    guest.run();
    assertEquals("NPF", guest.exit());
    assertEquals(0x2_0000_000FL, guest.get(Vmcb.EXIT_INFO_1));
  }

  private static SvmGuest guest(String program) {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN).nestedPaging();
    return guest.program(program.replace(";", "\n") + "\nhlt");
  }

  @Test
  void aColdWalkOfFourByFourLevelsTakes24References() {
    List<NestedPageWalk> walks = walks(guest(TOUCH));
    NestedPageWalk walk = walks.stream().filter(w -> w.linear() == DATA).findFirst().orElseThrow();
    // The preset maps by 2 MiB pages where it can; a page of its own has four levels.
    int guestLevels = (int) walk.references().stream().filter(r -> !r.nested()).count();
    assertThat(walk.references()).hasSize(guestLevels * 5 + 4);
    assertEquals(4, guestLevels);
    assertEquals(DATA, walk.physical());
  }

  @Test
  void aGuestWithoutPagingTakesFourReferences() {
    SvmGuest guest = guest("hlt");
    guest.put(Vmcb.CR0, 8, 0x11);
    guest.put(Vmcb.EFER, 8, 0x1000);
    NestedPageWalk walk = walks(guest).getFirst();
    assertThat(walk.references()).hasSize(4).allMatch(NestedPageWalk.Reference::nested);
  }

  private static List<NestedPageWalk> walks(SvmGuest guest) {
    List<NestedPageWalk> walks = new ArrayList<>();
    guest.machine.setTrace(
        new TraceSink() {
          @Override
          public void event(TraceEvent event) {
            if (event instanceof NestedPageWalk walk) {
              walks.add(walk);
            }
          }

          @Override
          public void store(
              Access access, long linear, long physical, int size, long before, long after) {}

          @Override
          public void load(Access access, long linear, long physical, int size, long value) {}
        });
    guest.run();
    return walks;
  }

  @Test
  void readingAGuestTableDirtiesItsNestedEntry() {
    SvmGuest guest = guest(TOUCH).run();
    long table = guest.machine.memory().load(SvmGuest.nestedEntry(guest.get(Vmcb.CR3)), 8);
    long data = guest.machine.memory().load(SvmGuest.nestedEntry(DATA), 8);
    assertEquals(ACCESSED_AND_DIRTY, table & ACCESSED_AND_DIRTY);
    assertEquals(0x20, data & ACCESSED_AND_DIRTY);
  }

  @Test
  void aStoreAfterALoadAsksTheNestedTablesAgain() {
    SvmGuest guest = guest(TOUCH.replace("hlt", "mov [rbx], al\nhlt"));
    guest.machine.memory().store(SvmGuest.nestedEntry(DATA), 8, DATA | 5);
    guest.run();
    assertEquals("NPF", guest.exit());
    assertEquals("100000007", Long.toHexString(guest.get(Vmcb.EXIT_INFO_1)));
  }

  @Test
  void theBytesOfTheInstructionComeWithTheFault() {
    SvmGuest guest = guest(TOUCH);
    guest.machine.memory().store(SvmGuest.nestedEntry(DATA), 8, 0);
    guest.run();
    assertEquals(15, guest.get(Vmcb.BYTES_FETCHED, 1));
    assertEquals(0xF4038A, guest.get(Vmcb.INSTRUCTION_BYTES, 4) & 0xFFFFFF);
  }

  /** Item 5 of the list of bugs that make a scenario lie. */
  @Test
  void aFaultDuringDeliveryKeepsTheEvent() {
    SvmGuest guest = guest("ud2").gate(6, SvmGuest.GUEST + 0x100);
    guest.machine.memory().store(SvmGuest.nestedEntry(SvmGuest.IDT), 8, 0);
    guest.run();
    assertEquals("NPF", guest.exit());
    assertEquals(0x8000_0306L, guest.get(Vmcb.EXIT_INT_INFO));
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
  }

  /** Item 18: entries carry their ASID, and a missing flush is observable. */
  @Test
  void translationsLiveUntilTheyAreFlushed() {
    String twice =
        """
        mov ecx, 0xC0000080
        rdmsr
        or eax, 0x1000
        wrmsr
        mov eax, 0x300000
        vmrun
        mov qword [0x300578], 0x200000  ; RIP
        mov qword [0x404280], 0x260007  ; the page is another one now
        vmrun
        mov r8, [0x3005F8]
        mov qword [0x300578], 0x200000
        mov byte [0x30005C], 3          ; TLB_CONTROL: flush the guest's
        vmrun
        mov r9, [0x3005F8]
        mov byte [0x30005C], 0
        mov dword [0x300058], 2         ; another ASID has seen nothing
        mov qword [0x300578], 0x200000
        mov qword [0x404280], 0x250007
        vmrun
        mov r10, [0x3005F8]
        cli
        hlt
        """;
    assertEquals(0x40_4280, SvmGuest.nestedEntry(DATA));
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, twice).nestedPaging().program(TOUCH);
    guest.machine.memory().store(DATA, 1, 0x11);
    guest.machine.memory().store(0x26_0000, 1, 0x22);
    guest.run();
    assertEquals(0x11, guest.machine.cpu().register(8, 1));
    assertEquals(0x22, guest.machine.cpu().register(9, 1));
    assertEquals(0x11, guest.machine.cpu().register(10, 1));
  }
}
