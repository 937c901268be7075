package ringside.emulator.svm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;

/**
 * Each row of {@code lies.txt}: an item of the list of bugs that make a scenario lie. What needs a
 * device or more than one guest is in {@link GuestEventsTest} and {@link NestedPagingTest}.
 */
class LiesTest {
  private static final int ITEMS = 20;
  private static final long HANDLER = SvmGuest.GUEST + 0x100;
  private static final long PDPT = 0x2A_0000;
  private static final long DIRECTORY = 0x2A_1000;
  private static final long CR0_TS = 8;

  static Stream<Rows.Row> rows() {
    return Rows.read("lies.txt", 6);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isToldAsItIs(Rows.Row row) {
    boolean zen = row.text(1).equals("zen");
    SvmGuest guest = new SvmGuest(zen ? CpuModel.AMD_ZEN : CpuModel.AMD_BARCELONA);
    String program = row.text(3).replace(";", "\n");
    int bits = row.text(2).contains("pae") ? 32 : 64;
    guest.machine.load(
        SvmGuest.GUEST,
        SvmGuest.assemble(
            SvmGuest.GUEST, bits, program + "\nhlt\ntimes 0x100 - ($ - $$) nop\nhlt"));
    for (String word : row.text(2).split(" +")) {
      prepare(guest, word);
    }

    guest.run();

    assertEquals(row.text(4), guest.exit());
    for (String check : row.text(5).split(" +")) {
      if (!check.isEmpty()) {
        String name = check.substring(0, check.indexOf('='));
        assertEquals(check, name + "=" + Long.toHexString(value(guest, name)));
      }
    }
  }

  @Test
  void everyItemHasARow() {
    Set<Integer> items =
        rows()
            .map(row -> Integer.parseInt(row.text(0).split(" ")[0]))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        IntStream.rangeClosed(1, ITEMS).boxed().collect(Collectors.toCollection(TreeSet::new)),
        items);
  }

  private static void prepare(SvmGuest guest, String word) {
    int equals = word.indexOf('=');
    long number = equals < 0 ? 0 : Long.parseUnsignedLong(word.substring(equals + 1), 16);
    String name = equals < 0 ? word : word.substring(0, equals);
    switch (name) {
      case "" -> {}
      case "nested" -> guest.nestedPaging();
      case "user" -> guest.atPrivilege3();
      case "pae" -> legacyWithPae(guest);
      case "gate" -> guest.gate((int) number, HANDLER);
      case "table" -> {
        long entry = SvmGuest.nestedEntry(guest.get(Vmcb.CR3));
        guest.machine.memory().store(entry, 8, guest.get(Vmcb.CR3) & -0x1000L | number);
      }
      default -> {
        if (equals < 0) {
          guest.ask(Integer.parseInt(name, 16));
        } else if (name.startsWith("[")) {
          long address = Long.parseLong(name.substring(1, name.length() - 1), 16);
          guest.machine.memory().store(address, 8, number);
        } else if (name.startsWith("entry:")) {
          long page = Long.parseLong(name.substring(6), 16);
          guest.machine.memory().store(SvmGuest.nestedEntry(page), 8, number);
        } else {
          change(guest, name, number);
        }
      }
    }
  }

  private static void change(SvmGuest guest, String name, long number) {
    switch (name.charAt(name.length() - 1)) {
      case '+' -> {
        int at = place(name.substring(0, name.length() - 1));
        guest.put(at, 8, guest.get(at) | number);
      }
      case '^' -> {
        int at = place(name.substring(0, name.length() - 1));
        guest.put(at, 8, guest.get(at) ^ number);
      }
      default -> guest.put(place(name), size(name), number);
    }
  }

  private static int place(String name) {
    return name.equals("DS.LIMIT")
        ? Vmcb.SEGMENTS + 16 * LogicalProcessor.DS + Vmcb.LIMIT
        : Rows.field(name);
  }

  private static int size(String name) {
    return switch (name) {
      case "CPL" -> 1;
      case "ASID", "DS.LIMIT" -> 4;
      default -> 8;
    };
  }

  private static long value(SvmGuest guest, String name) {
    LogicalProcessor cpu = guest.machine.cpu();
    return switch (name) {
      case "rax" -> cpu.register(LogicalProcessor.RAX, 8);
      case "rbx" -> cpu.register(LogicalProcessor.RBX, 8);
      case "cr0.ts" -> cpu.control().cr0() & CR0_TS;
      case "nmi" -> cpu.runState().nmiBlocked() ? 1 : 0;
      default ->
          name.startsWith("msr:")
              ? cpu.msrs().value(Integer.parseUnsignedInt(name.substring(4), 16))
              : guest.get(place(name), size(name));
    };
  }

  /** A 32-bit guest with PAE paging, whose first GiB is mapped 1:1, and no other. */
  static void legacyWithPae(SvmGuest guest) {
    guest.machine.memory().store(PDPT, 8, DIRECTORY | 1);
    for (int i = 0; i < 512; i++) {
      guest.machine.memory().store(DIRECTORY + i * 8L, 8, (long) i << 21 | 0x87);
    }
    guest.put(Vmcb.CR3, 8, PDPT).put(Vmcb.EFER, 8, 0x1000);
    int code = Vmcb.SEGMENTS + 16 * LogicalProcessor.CS;
    guest.put(code + Vmcb.ATTRIBUTES, 2, 0xC9B).put(code + Vmcb.LIMIT, 4, 0xFFFF_FFFFL);
  }
}
