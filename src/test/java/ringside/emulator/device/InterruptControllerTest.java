package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.emulator.memory.BusDevice;

/** Behaviour named in the 8259A data sheet. */
class InterruptControllerTest {
  private static final int COMMAND = 0;
  private static final int DATA = 1;
  private static final int EOI = 0x20;

  private final InterruptController pic = new InterruptController();

  @BeforeEach
  void initializeAsPcsDo() {
    initialize(pic.firstChip(), 0x20, 4);
    initialize(pic.secondChip(), 0x28, 2);
  }

  private static void initialize(BusDevice chip, int vectorBase, int cascade) {
    chip.write(COMMAND, 1, 0x11);
    for (int word : new int[] {vectorBase, cascade, 1, 0}) {
      chip.write(DATA, 1, word);
    }
  }

  @Test
  void anEdgeRequestsOnceUntilTheLineFalls() {
    pic.line(0).set(true);
    assertThat(pic.pending()).isTrue();
    assertThat(pic.acknowledge()).isEqualTo(0x20);
    pic.firstChip().write(COMMAND, 1, EOI);
    assertThat(pic.pending()).isFalse();
    pic.line(0).set(false);
    pic.line(0).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x20);
  }

  @Test
  void aMaskedLineWaits() {
    pic.firstChip().write(DATA, 1, 0x10);
    pic.line(4).set(true);
    assertThat(pic.pending()).isFalse();
    pic.firstChip().write(DATA, 1, 0);
    assertThat(pic.acknowledge()).isEqualTo(0x24);
  }

  @Test
  void lowerNumbersInterruptHigherOnesButNotTheReverse() {
    pic.line(4).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x24);
    pic.line(5).set(true);
    assertThat(pic.pending()).isFalse();
    pic.line(1).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x21);
    pic.firstChip().write(COMMAND, 1, EOI);
    assertThat(pic.pending()).isFalse();
    pic.firstChip().write(COMMAND, 1, EOI);
    assertThat(pic.acknowledge()).isEqualTo(0x25);
  }

  @Test
  void theSecondChipAnswersThroughTheCascade() {
    pic.line(14).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x2E);
    pic.secondChip().write(COMMAND, 1, EOI);
    pic.firstChip().write(COMMAND, 1, EOI);
    pic.line(14).set(false);
    pic.line(14).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x2E);
  }

  @Test
  void aRequestThatWentAwayIsSpurious() {
    pic.line(3).set(true);
    pic.line(3).set(false);
    assertThat(pic.acknowledge()).isEqualTo(0x27);
    pic.firstChip().write(COMMAND, 1, 0x0B);
    assertThat(pic.firstChip().read(COMMAND, 1)).as("in-service register").isZero();
  }

  @Test
  void aLevelTriggeredLineAsksAgainAfterEndOfInterrupt() {
    pic.edgeLevelControl().write(1, 1, 1 << 3);
    pic.line(11).set(true);
    assertThat(pic.acknowledge()).isEqualTo(0x2B);
    pic.secondChip().write(COMMAND, 1, EOI);
    pic.firstChip().write(COMMAND, 1, EOI);
    assertThat(pic.pending()).isTrue();
    pic.line(11).set(false);
    assertThat(pic.pending()).isFalse();
  }

  @Test
  void aSavedControllerGoesOnWhereItWas() {
    pic.line(4).set(true);
    pic.acknowledge();
    pic.line(9).set(true);
    InterruptController.State state = pic.save();
    InterruptController copy = new InterruptController();
    copy.restore(state);
    assertThat(copy.save()).isEqualTo(state);
    assertThat(copy.acknowledge()).isEqualTo(0x29);
  }
}
