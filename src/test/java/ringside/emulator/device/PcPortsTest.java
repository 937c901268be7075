package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small devices of a PC, asked as operating systems ask them. */
class PcPortsTest {
  private long now;
  private int calls;

  private final class Clock implements VirtualClock {
    @Override
    public long now() {
      return now;
    }

    @Override
    public long frequency() {
      return 1_000_000;
    }
  }

  /** Configuration address, size and what is read. */
  @ParameterizedTest
  @CsvSource({
    "0x80000000, 0x12378086",
    "0x80000008, 0x06000002",
    "0x80000800, 0x70008086",
    "0x80001000, 0xFFFFFFFF",
    "0x80010000, 0xFFFFFFFF",
    "0x00000000, 0xFFFFFFFF"
  })
  void pciHasTwoBridges(String address, String value) {
    PciHostBridge pci = new PciHostBridge(() -> calls++);
    pci.write(0, 4, Long.decode(address));
    assertThat(pci.read(4, 4)).isEqualTo(Long.decode(value));
  }

  @Test
  void resetIsABitOfPortCf9() {
    PciHostBridge pci = new PciHostBridge(() -> calls++);
    pci.write(1, 1, 2);
    assertThat(calls).isZero();
    pci.write(1, 1, 6);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void sleepingInS5SwitchesOff() {
    PowerManagement power = new PowerManagement(new Clock(), () -> calls++);
    assertThat(power.read(PowerManagement.CONTROL, 2)).isEqualTo(1);
    power.write(PowerManagement.CONTROL, 2, 0x2000);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void thePowerManagementTimerCountsAtItsFrequencyIn24Bits() {
    PowerManagement power = new PowerManagement(new Clock(), () -> calls++);
    now = 1_000_000;
    assertThat(power.read(PowerManagement.TIMER, 4)).isEqualTo(3_579_545);
    now = 10_000_000;
    assertThat(power.read(PowerManagement.TIMER, 4)).isEqualTo(35_795_450 & 0xFF_FFFF);
  }

  @Test
  void firmwareConfigurationTellsOfTheMachine() {
    FirmwareConfiguration configuration = new FirmwareConfiguration(64 << 20, 0);
    assertThat(item(configuration, 0, 4)).isEqualTo("QEMU");
    assertThat(item(configuration, 3, 8)).isEqualTo("\0\0\0\4\0\0\0\0");
    assertThat(item(configuration, 5, 2)).isEqualTo("\1\0");
    assertThat(item(configuration, 0x19, 68)).startsWith("\0\0\0\1\0\0\0\24\0\40\0\0etc/e820\0");
    assertThat(item(configuration, 0x999, 1)).isEqualTo("\0");
  }

  private static String item(FirmwareConfiguration configuration, int number, int length) {
    configuration.write(0, 2, number);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) configuration.read(1, 1);
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theCursorIsInTheCrtController() {
    VgaRegisters vga = new VgaRegisters();
    vga.write(0x14, 1, 0x0E);
    vga.write(0x15, 1, 0x03);
    vga.write(0x14, 1, 0x0F);
    vga.write(0x15, 1, 0x21);
    assertThat(vga.cursor()).isEqualTo(0x321);
    VgaRegisters other = new VgaRegisters();
    other.restore(vga.save());
    assertThat(other.cursor()).isEqualTo(0x321);
  }

  @Test
  void theGateOfLine20RemembersAndPort92Resets() {
    SystemControlPort port = new SystemControlPort(() -> calls++);
    assertThat(port.read(0, 1)).isEqualTo(2);
    port.write(0, 1, 0);
    assertThat(port.read(0, 1)).isZero();
    port.write(0, 1, 3);
    assertThat(calls).isEqualTo(1);
  }
}
