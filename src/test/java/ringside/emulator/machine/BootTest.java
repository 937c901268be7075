package ringside.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.boot.BootImage;
import ringside.emulator.machine.boot.BootModule;

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

  @Test
  void aMultibootKernelGetsCommandLineModulesAndMemoryMap() {
    byte[] kernel = GuestProgram.assemble("multiboot.asm", Map.of()).image();
    BootModule module =
        new BootModule("content\0".getBytes(StandardCharsets.US_ASCII), "module with words");
    Machine machine = machine(Board.of(Board.Kind.PC));

    BootImage.load(machine, kernel, "kernel", "some words", List.of(module));

    assertEquals(new RunOutcome.DebugExit(11), machine.run(TICKS));
    assertEquals("kernel some words\nmodule with words\ncontent\n", output.toString());
  }
}
