package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations that operating systems have with the 8042 at boot. */
class KeyboardControllerTest {
  private boolean interrupt;
  private int resets;
  private final KeyboardController controller =
      new KeyboardController(high -> interrupt = high, () -> resets++);

  /** Writes are {@code port=value}; the rest is what the data port must give. */
  @ParameterizedTest
  @CsvSource({
    "'64=AA', '55'",
    "'64=AB', '00'",
    "'60=FF', 'FA AA'",
    "'60=F2', 'FA AB 41'",
    "'60=ED 60=02', 'FA FA'",
    "'60=EE', 'EE'",
    "'64=60 60=47 64=20', '47'",
    "'64=D1 60=DD 64=D0', 'DD'",
    "'64=D2 60=1E', '1E'",
  })
  void answers(String writes, String expected) {
    for (String write : writes.split(" ")) {
      int offset = write.startsWith("64") ? KeyboardController.COMMAND : KeyboardController.DATA;
      controller.write(offset, 1, Integer.parseInt(write.substring(3), 16));
    }
    StringBuilder got = new StringBuilder();
    while ((controller.read(KeyboardController.COMMAND, 1) & 1) != 0) {
      got.append(" %02X".formatted(controller.read(KeyboardController.DATA, 1)));
    }
    assertThat(got.substring(1)).isEqualTo(expected);
  }

  @Test
  void aKeyInterruptsUntilItIsRead() {
    controller.key(0x1E);
    assertThat(interrupt).isTrue();
    assertThat(controller.read(KeyboardController.DATA, 1)).isEqualTo(0x1E);
    assertThat(interrupt).isFalse();
  }

  @Test
  void theResetLineReachesTheProcessor() {
    controller.write(KeyboardController.COMMAND, 1, 0xFE);
    assertThat(resets).isEqualTo(1);
  }
}
