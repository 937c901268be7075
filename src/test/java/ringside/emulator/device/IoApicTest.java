package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The I/O APIC's redirection entries (82093AA data sheet). */
class IoApicTest {
  private final List<String> sent = new ArrayList<>();
  private final IoApic ioApic =
      new IoApic((logical, destination, mode, vector, level) ->
          sent.add("%s %d %d %x %s".formatted(logical, destination, mode, vector, level)));

  private void entry(int pin, long value) {
    ioApic.write(0, 4, 0x11 + pin * 2);
    ioApic.write(0x10, 4, value >>> 32);
    ioApic.write(0, 4, 0x10 + pin * 2);
    ioApic.write(0x10, 4, value);
  }

  private long entry(int pin) {
    ioApic.write(0, 4, 0x10 + pin * 2);
    return ioApic.read(0x10, 4);
  }

  @Test
  void itHasTwentyFourPinsThatAreMasked() {
    ioApic.write(0, 4, 1);
    assertThat(ioApic.read(0x10, 4) >>> 16).isEqualTo(23);
    ioApic.line(4).set(true);
    assertThat(sent).isEmpty();
  }

  @Test
  void anEdgeSendsOneMessage() {
    entry(4, 0x0300_0000_0000_0931L);
    ioApic.line(4).set(true);
    ioApic.line(4).set(true);
    assertThat(sent).containsExactly("true 3 1 31 false");
    ioApic.line(4).set(false);
    ioApic.line(4).set(true);
    assertThat(sent).hasSize(2);
  }

  @Test
  void aLevelThatStaysInterruptsAgainAfterTheEnd() {
    entry(9, 0x8040);
    ioApic.line(9).set(true);
    ioApic.line(9).set(true);
    assertThat(sent).containsExactly("false 0 0 40 true");
    assertThat(entry(9) & 1 << 14).as("remote IRR").isNotZero();
    ioApic.endOfInterrupt(0x40);
    assertThat(sent).hasSize(2);
    ioApic.line(9).set(false);
    ioApic.endOfInterrupt(0x40);
    assertThat(sent).hasSize(2);
    assertThat(entry(9) & 1 << 14).isZero();
  }

  @Test
  void aLevelIsSeenWhenItsPinIsUnmasked() {
    ioApic.line(9).set(true);
    entry(9, 0x8040);
    assertThat(sent).hasSize(1);
  }
}
