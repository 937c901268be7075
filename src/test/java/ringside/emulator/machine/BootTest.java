package ringside.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;
import ringside.emulator.machine.boot.ImageKind;
import ringside.emulator.memory.PhysicalMemory;

/** A PC comes up, and boots what it is given. */
class BootTest {
  private static final int FLOPPY = 1440 << 10;
  private static final long TICKS = 5_000_000;

  private final StringBuilder output = new StringBuilder();

  private Machine machine(Board board) {
    Machine machine =
        new Machine(
            MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, Preset.REAL, 0)
                .withMemory(64 << 20)
                .withBoard(board));
    machine.setOutput(character -> output.append((char) character));
    return machine;
  }

  @Test
  void theBiosIsItsSource() throws Exception {
    byte[] source = resource("bios.asm").readAllBytes();
    byte[] rom = resource("bios.bin").readAllBytes();

    assertArrayEquals(rom, GuestProgram.assemble("bios.asm", source));
    assertEquals(8192, rom.length);
  }

  private static java.io.InputStream resource(String name) {
    return java.util.Objects.requireNonNull(Machine.class.getResourceAsStream(name));
  }

  @ParameterizedTest
  @EnumSource(
      value = Board.Kind.class,
      names = {"ISAPC", "PC"})
  void theBiosBootsAFloppyThatAsksItForEverything(Board.Kind kind) {
    byte[] program = GuestProgram.assemble("bios-calls.asm", Map.of()).image();
    byte[] floppy = Arrays.copyOf(program, FLOPPY);
    Machine machine = machine(new Board(kind, List.of(floppy), List.of()));
    BootImage.firmware(machine);

    RunOutcome outcome = machine.run(TICKS);

    assertEquals("", output.toString(), "rows that are wrong");
    assertEquals(new RunOutcome.DebugExit(3), outcome);
  }

  @Test
  void withoutADriveTheBiosSaysSo() {
    Machine machine = machine(Board.of(Board.Kind.ISAPC));
    BootImage.firmware(machine);

    assertEquals(new RunOutcome.HaltedForever(), machine.run(TICKS));
    assertEquals("No drive has a boot sector.\r\n", output.toString());
  }

  /** Kernels of each protocol, which print what they were told and check the rest. */
  @ParameterizedTest
  @CsvSource({
    "multiboot.asm, kernel some words|second|first|",
    "multiboot2.asm, kernel some words|first|second|",
    "pvh.asm, some words|first|",
    "linux.asm, some words|first|"
  })
  void aKernelIsToldWhatItsProtocolPromises(String source, String said) {
    byte[] kernel = GuestProgram.assemble(source, Map.of()).image();
    BootModule module = new BootModule("first\0".getBytes(StandardCharsets.US_ASCII), "second");
    List<BootModule> modules =
        source.equals("linux.asm")
            ? List.of(module, new BootModule(new byte[] {'l', 'a', 's', 0}, ""))
            : List.of(module);
    Machine machine = machine(Board.of(Board.Kind.PC));

    BootImage.load(machine, kernel, "kernel", "some words", modules);

    assertEquals(new RunOutcome.DebugExit(11), machine.run(TICKS));
    String last = source.equals("linux.asm") ? "las\n" : "";
    assertEquals(said.replace('|', '\n') + last, output.toString());
  }

  /**
   * ACPI Specification, "Root System Description Pointer"; MP Specification, "Floating Pointer".
   */
  @Test
  void tablesThatDescribeTheMachineAddUpToZero() {
    PhysicalMemory memory = machine(Board.of(Board.Kind.PC)).memory();
    long rsdp = find(memory, 0xE_0000, "RSD PTR ");
    assertEquals(0, sum(memory, rsdp, 20));
    assertEquals(0, sum(memory, rsdp, 36));
    long rsdt = memory.load(rsdp + 16, 4);
    long xsdt = memory.load(rsdp + 24, 8);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      long table = memory.load(rsdt + 36 + i * 4L, 4);
      assertEquals(table, memory.load(xsdt + 36 + i * 8L, 8));
      found.add(table(memory, table));
      if (found.getLast().equals("FACP")) {
        found.add(table(memory, memory.load(table + 40, 4)));
        assertEquals(0x604, memory.load(table + 64, 4), "PM1a control");
        assertEquals(0x608, memory.load(table + 76, 4), "PM timer");
        assertEquals(244, memory.load(table + 4, 4));
      }
    }
    assertEquals(List.of("FACP", "DSDT", "APIC"), found);
    long floating = find(memory, 0xF_0000, "_MP_");
    assertEquals(0, sum(memory, floating, 16));
    long table = memory.load(floating + 4, 4);
    assertEquals(0, sum(memory, table, (int) memory.load(table + 4, 2)));
  }

  private static String table(PhysicalMemory memory, long at) {
    assertEquals(0, sum(memory, at, (int) memory.load(at + 4, 4)));
    return new String(memory.read(at, 4), StandardCharsets.US_ASCII);
  }

  private static long find(PhysicalMemory memory, long from, String signature) {
    for (long at = from; at < 0x10_0000; at += 16) {
      if (new String(memory.read(at, signature.length()), StandardCharsets.ISO_8859_1)
          .equals(signature)) {
        return at;
      }
    }
    throw new AssertionError("no " + signature);
  }

  private static int sum(PhysicalMemory memory, long at, int length) {
    int sum = 0;
    for (byte each : memory.read(at, length)) {
      sum += each;
    }
    return sum & 0xFF;
  }

  /** The header of an image, at its place among zeros, and what it is taken for. */
  @ParameterizedTest
  @CsvSource({
    "multiboot.asm, MULTIBOOT",
    "multiboot2.asm, MULTIBOOT2",
    "pvh.asm, PVH",
    "linux.asm, LINUX",
    "bios-calls.asm, BOOT_SECTOR",
    "interrupts.asm, MULTIBOOT"
  })
  void imagesAreKnownByWhatIsInThem(String source, ImageKind kind) {
    byte[] image = GuestProgram.assemble(source, Map.of()).image();

    assertEquals(kind, ImageKind.of(image));
    assertEquals(ImageKind.FLAT, ImageKind.of(Arrays.copyOf(image, 8)));
  }
}
