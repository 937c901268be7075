package ringside.emulator.svm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;

/** Each row of {@code intercepts.txt}: an instruction that leaves, exactly as the manual has it. */
class InterceptTest {
  private static final int CR0_TS = 1 << 3;
  private static final int CR4_TSD = 1 << 2;
  private static final int CR4_OSFXSR_OSXMMEXCPT = 3 << 9;
  private static final int CR4_OSXSAVE = 1 << 18;
  private static final long ABSENT_DATA = 0x00CF_1300_0000_FFFFL;

  static Stream<Rows.Row> rows() {
    return Rows.read("intercepts.txt", 8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void leavesAsTheManualSays(Rows.Row row) {
    String before = row.text(2).replace(";", "\n");
    String instruction = row.text(3);
    boolean monitor = row.text(1).contains("monitor");
    SvmGuest guest = new SvmGuest(monitor ? withMonitor() : CpuModel.AMD_ZEN);
    guest.program(before + "\n" + instruction + "\nhlt");
    for (String word : row.text(1).split(" +")) {
      prepare(guest, word);
    }
    long at =
        SvmGuest.GUEST
            + (before.isEmpty() ? 0 : SvmGuest.assemble(SvmGuest.GUEST, 64, before).length);
    long next = at + row.number(7);

    guest.run();

    assertEquals(ExitCode.name((int) row.number(4)), guest.exit());
    assertEquals(Long.toHexString(at), Long.toHexString(guest.get(Vmcb.RIP)), "RIP");
    assertEquals(
        Long.toHexString(row.number(5)), Long.toHexString(guest.get(Vmcb.EXIT_INFO_1)), "INFO1");
    long information = row.text(6).equals("next") ? next : row.number(6);
    assertEquals(
        Long.toHexString(information), Long.toHexString(guest.get(Vmcb.EXIT_INFO_2)), "INFO2");
    assertEquals(
        Long.toHexString(row.number(7) == 0 ? 0 : next),
        Long.toHexString(guest.get(Vmcb.NEXT_RIP)),
        "nRIP");
    assertEquals(false, guest.machine.cpu().runState().globalInterruptFlag(), "GIF");
  }

  private static CpuModel withMonitor() {
    CpuModel zen = CpuModel.AMD_ZEN;
    Set<CpuFeature> features = EnumSet.copyOf(zen.features());
    features.add(CpuFeature.MONITOR);
    return new CpuModel(
        zen.name(),
        zen.vendor(),
        zen.signature(),
        zen.brand(),
        zen.physicalAddressBits(),
        features);
  }

  private static void prepare(SvmGuest guest, String word) {
    if (word.isEmpty()) {
      return;
    }
    if (word.equals("user")) {
      guest.atPrivilege3();
    } else if (word.equals("ts")) {
      guest.put(Vmcb.CR0, 8, guest.get(Vmcb.CR0) | CR0_TS);
    } else if (word.equals("osxsave")) {
      guest.put(Vmcb.CR4, 8, guest.get(Vmcb.CR4) | CR4_OSXSAVE);
    } else if (word.equals("sse")) {
      guest.put(Vmcb.CR4, 8, guest.get(Vmcb.CR4) | CR4_OSFXSR_OSXMMEXCPT);
    } else if (word.equals("np")) {
      long entry = guest.get(Vmcb.GDTR + Vmcb.BASE) + 0x48;
      guest.machine.memory().store(entry, 8, ABSENT_DATA);
      guest.put(Vmcb.GDTR + Vmcb.LIMIT, 4, 0x4F);
    } else if (word.equals("monitor")) {
      return; // of the model
    } else if (word.equals("tsd")) {
      guest.put(Vmcb.CR4, 8, guest.get(Vmcb.CR4) | CR4_TSD);
    } else if (word.startsWith("port=")) {
      setBit(guest, SvmGuest.IOPM, Integer.parseInt(word.substring(5), 16));
    } else if (word.startsWith("msr=")) {
      int write = word.endsWith("w") ? 1 : 0;
      int msr = Integer.parseUnsignedInt(word.substring(4, word.length() - 1), 16);
      int range = msr >= 0 ? 0 : (msr & 0x1_0000) == 0 ? 1 : 2;
      setBit(guest, SvmGuest.MSRPM + range * 0x800L, (msr & 0x1FFF) * 2 + write);
    } else {
      guest.ask(Integer.parseInt(word, 16));
    }
  }

  private static void setBit(SvmGuest guest, long map, int bit) {
    long address = map + bit / 8;
    long value = guest.machine.memory().load(address, 1);
    guest.machine.memory().store(address, 1, value | 1L << bit % 8);
  }

  static Stream<Rows.Row> checks() {
    return Rows.read("consistency-checks.txt", 3);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("checks")
  void refusesInconsistentState(Rows.Row row) {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN).program("hlt");
    guest.ask(ExitCode.IOIO).ask(ExitCode.MSR);
    long flip = row.number(1);
    switch (row.text(0)) {
      case "VMRUN" -> guest.ignore(ExitCode.VMRUN);
      case "CS" -> {
        int at = Vmcb.SEGMENTS + 16 * LogicalProcessor.CS + Vmcb.ATTRIBUTES;
        guest.put(at, 2, guest.get(at, 2) ^ flip);
      }
      default -> {
        int at = Rows.field(row.text(0));
        guest.put(at, 8, guest.get(at) ^ flip);
      }
    }

    guest.run();

    boolean runs = row.text(2).startsWith("yes");
    assertEquals(runs ? "HLT" : "INVALID", guest.exit());
    assertEquals(runs ? ExitCode.HLT : -1L, guest.get(Vmcb.EXIT_CODE));
    assertEquals(false, guest.machine.cpu().runState().globalInterruptFlag(), "GIF");
  }
}
