package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Machines of all sizes: RAM up to 3 GiB is below the devices, the rest from 4 GiB on, and whoever
 * tells of it tells the same (sizes split and CMOS registers as by QEMU's PC).
 */
class MemorySizesTest {
  private static final int FLOPPY = 1440 << 10;
  private static final long TICKS = 10_000_000;
  private static final int RAM = 1;
  private static final int RESERVED = 2;
  private static final int MULTIBOOT2_MAP = 6;

  private static Machine machine(long memory) {
    byte[] sector = GuestProgram.assemble("memory-sizes.asm", Map.of()).image();
    byte[] floppy = Arrays.copyOf(sector, FLOPPY);
    return new Machine(
        MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.REAL, 0)
            .withMemory(memory)
            .withBoard(new Board(Board.Kind.PC, List.of(floppy), List.of())));
  }

  /** What firmware tells of RAM: {@code base length type}, in hexadecimal. */
  private static List<String> map(long below, long above) {
    List<String> map =
        new ArrayList<>(
            List.of(
                range(0, 0x9_FC00, RAM),
                range(0x9_FC00, 0x400, RESERVED),
                range(0xE_0000, 0x2_0000, RESERVED),
                range(0x10_0000, below - 0x10_0000, RAM)));
    if (above != 0) {
      map.add(range(0x1_0000_0000L, above, RAM));
    }
    return map;
  }

  private static String range(long base, long length, long type) {
    return "%x %x %d".formatted(base, length, type);
  }

  private static List<String> read(PhysicalMemory memory, long at, int count, int entrySize) {
    List<String> map = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long entry = at + (long) i * entrySize;
      map.add(range(memory.load(entry, 8), memory.load(entry + 8, 8), memory.load(entry + 16, 4)));
    }
    return map;
  }

  @ParameterizedTest
  @CsvSource({
    // MiB, below 4 GiB, above 4 GiB, CMOS 34h and 35h, 5Bh to 5Dh
    "256, 0x10000000, 0, 0x0F00, 0",
    "3072, 0xC0000000, 0, 0xBF00, 0",
    "4096, 0xC0000000, 0x40000000, 0xBF00, 0x4000",
    "6144, 0xC0000000, 0xC0000000, 0xBF00, 0xC000",
    "16384, 0xC0000000, 0x340000000, 0xBF00, 0x034000"
  })
  void everyoneTellsOfTheSameMemory(
      long mebibytes, String below, String above, String cmos, String cmosAbove) {
    long low = Long.decode(below);
    long high = Long.decode(above);
    Machine machine = machine(mebibytes << 20);
    BootImage.firmware(machine);

    assertThat(machine.run(TICKS)).isEqualTo(new RunOutcome.DebugExit(1));

    PhysicalMemory memory = machine.memory();
    assertThat(read(memory, 0x8000, (int) memory.load(0x9000, 1), 20)).isEqualTo(map(low, high));
    assertThat(memory.load(0x9010, 2)).isEqualTo(Long.decode(cmos));
    assertThat(memory.load(0x9012, 4)).isEqualTo(Long.decode(cmosAbove));
    assertThat(memory.load(0x9020, 8)).isEqualTo(mebibytes << 20);
    List<String> file = new ArrayList<>(List.of(range(0, low, RAM)));
    file.add(high == 0 ? range(0, 0, 0) : range(0x1_0000_0000L, high, RAM));
    assertThat(read(memory, 0x9030, 2, 20)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "linux.asm, 256",
    "linux.asm, 6144",
    "multiboot.asm, 256",
    "multiboot.asm, 6144",
    "multiboot2.asm, 256",
    "multiboot2.asm, 6144",
    "pvh.asm, 256",
    "pvh.asm, 6144"
  })
  void aKernelIsToldOfAllMemory(String source, long mebibytes) {
    Machine machine = machine(mebibytes << 20);
    BootImage.load(
        machine, GuestProgram.assemble(source, Map.of()).image(), "kernel", "", List.of());
    PhysicalMemory memory = machine.memory();
    long rbx = machine.cpu().register(LogicalProcessor.RBX, 8);
    long rsi = machine.cpu().register(LogicalProcessor.RSI, 8);

    List<String> told =
        switch (source) {
          case "linux.asm" -> read(memory, rsi + 0x2D0, (int) memory.load(rsi + 0x1E8, 1), 20);
          case "multiboot.asm" ->
              read(memory, memory.load(rbx + 48, 4) + 4, (int) memory.load(rbx + 44, 4) / 24, 24);
          case "pvh.asm" ->
              read(memory, memory.load(rbx + 40, 8), (int) memory.load(rbx + 48, 4), 24);
          default -> {
            long tag = rbx + 8;
            while (memory.load(tag, 4) != MULTIBOOT2_MAP) {
              tag += memory.load(tag + 4, 4) + 7 & -8;
            }
            yield read(memory, tag + 16, (int) (memory.load(tag + 4, 4) - 16) / 24, 24);
          }
        };

    long below = Math.min(mebibytes << 20, 3L << 30);
    assertThat(told).isEqualTo(map(below, (mebibytes << 20) - below));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aGuestUsesMemoryAbove4G(Engine engine) {
    Machine machine =
        new Machine(
            MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.LM64, 0x10_0000)
                .withMemory(6L << 30));
    machine.setEngine(engine);
    machine.load(0x10_0000, GuestProgram.assemble("high-memory.asm", Map.of()).image());
    MachineSnapshot start = machine.snapshot();

    assertThat(machine.run(TICKS)).isEqualTo(new RunOutcome.DebugExit(1));
    assertThat(machine.memory().load(0x1_4000_0000L, 8)).isEqualTo(0x1122_3344_5566_7788L);

    machine.restore(start);
    assertThat(machine.memory().load(0x1_4000_0000L, 8)).isZero();
    assertThat(machine.run(TICKS)).isEqualTo(new RunOutcome.DebugExit(1));
  }

  @Test
  void memoryThatIsNotTouchedCostsNothing() {
    Machine machine = machine(16L << 30);
    machine.memory().store((16L << 30) + (1 << 29), 8, 1);
    BootImage.firmware(machine);

    assertThat(machine.run(TICKS)).isEqualTo(new RunOutcome.DebugExit(1));

    assertThat(machine.memory().ownedPages()).isLessThan(64);
  }

  @ParameterizedTest
  @CsvSource({
    "3072, 0xBFFFF000, 0x1000, true",
    "3072, 0xBFFFF000, 0x1001, false",
    "3072, 0x100000000, 1, false",
    "4096, 0xC0000000, 1, false",
    "4096, 0xBFFFF000, 0x1001, false",
    "4096, 0xFFFFFFFF, 2, false",
    "4096, 0x100000000, 0x40000000, true",
    "4096, 0x13FFFFFFF, 2, false",
    "4096, -1, 2, false"
  })
  void whatIsRamEndsWhereItEnds(long mebibytes, String first, String length, boolean held) {
    PhysicalMemory memory = new PhysicalMemory(mebibytes << 20);

    assertThat(memory.holds(Long.decode(first), Long.decode(length))).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, (1 << 20) - 1, (16L << 30) + 1, Long.MAX_VALUE})
  void otherSizesAreRefused(long memory) {
    MachineConfiguration machine = MachineConfiguration.of(CpuModel.AMD_ZEN, Preset.REAL, 0);

    assertThatThrownBy(() -> machine.withMemory(memory))
        .hasMessage("memory is not between 1 MiB and 16 GiB");
  }
}
