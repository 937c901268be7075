package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Behaviour named in the 16550D data sheet. */
class SerialPortTest {
  private static final int DATA = 0;
  private static final int IER = 1;
  private static final int IIR = 2;
  private static final int LCR = 3;
  private static final int MCR = 4;
  private static final int LSR = 5;
  private static final int MSR = 6;

  private final StringBuilder sent = new StringBuilder();
  private boolean interrupt;
  private final SerialPort port =
      new SerialPort("COM1", c -> sent.append((char) c), high -> interrupt = high);

  @Test
  void aWrittenCharacterLeavesAndTheTransmitterIsEmptyAgain() {
    port.write(DATA, 1, 'O');
    port.write(DATA, 1, 'K');
    assertThat(sent).hasToString("OK");
    assertThat(port.read(LSR, 1)).isEqualTo(0x60);
  }

  @Test
  void theDivisorHidesBehindItsLatchBit() {
    port.write(LCR, 1, 0x80);
    port.write(DATA, 1, 0x34);
    port.write(IER, 1, 0x12);
    assertThat(port.read(DATA, 1) | port.read(IER, 1) << 8).isEqualTo(0x1234);
    port.write(LCR, 1, 0x03);
    assertThat(port.read(IER, 1)).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void aReceivedCharacterInterruptsUntilItIsRead() {
    port.write(MCR, 1, 0x08);
    port.write(IER, 1, 0x01);
    port.receive('x');
    assertThat(interrupt).isTrue();
    assertThat(port.read(IIR, 1)).isEqualTo(0x04);
    assertThat(port.read(LSR, 1) & 1).isEqualTo(1);
    assertThat(port.read(DATA, 1)).isEqualTo('x');
    assertThat(interrupt).isFalse();
    assertThat(port.read(IIR, 1)).isEqualTo(0x01);
  }

  @Test
  void readingTheIdentificationEndsTheTransmitterInterrupt() {
    port.write(MCR, 1, 0x08);
    port.write(IER, 1, 0x02);
    assertThat(interrupt).isTrue();
    assertThat(port.read(IIR, 1)).isEqualTo(0x02);
    assertThat(interrupt).isFalse();
    port.write(DATA, 1, 'a');
    assertThat(interrupt).isTrue();
  }

  @Test
  void withoutFifosTheSecondCharacterOverruns() {
    port.receive('a');
    port.receive('b');
    assertThat(port.read(LSR, 1) & 0x03).isEqualTo(0x03);
    assertThat(port.read(LSR, 1) & 0x02).isZero();
    assertThat(port.read(DATA, 1)).isEqualTo('a');
  }

  @Test
  void theFifoHoldsSixteen() {
    port.write(IIR, 1, 0x01);
    assertThat(port.read(IIR, 1)).isEqualTo(0xC1);
    for (int i = 0; i < 17; i++) {
      port.receive('a' + i);
    }
    StringBuilder got = new StringBuilder();
    while ((port.read(LSR, 1) & 1) != 0) {
      got.append((char) port.read(DATA, 1));
    }
    assertThat(got).hasToString("abcdefghijklmnop");
  }

  @Test
  void loopbackConnectsOutputsToInputs() {
    port.write(MCR, 1, 0x1A);
    assertThat(port.read(MSR, 1) & 0xF0).isEqualTo(0x90);
    port.write(DATA, 1, 'l');
    assertThat(port.read(DATA, 1)).isEqualTo('l');
    assertThat(sent).isEmpty();
  }

  @Test
  void aSavedPortGoesOnWhereItWas() {
    port.write(IIR, 1, 0x01);
    port.receive('q');
    SerialPort copy = new SerialPort("COM1", c -> {}, InterruptLine.NOWHERE);
    copy.restore(port.save());
    assertThat(copy.save()).isEqualTo(port.save());
    assertThat(copy.read(DATA, 1)).isEqualTo('q');
  }
}
