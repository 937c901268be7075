package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands as drivers give them (ATA/ATAPI-6). */
class AtaControllerTest {
  private static final int SECTORS = 4032;
  private boolean interrupt;
  private final byte[] image = new byte[SECTORS * BlockStorage.SECTOR];
  private final AtaController ata =
      new AtaController(List.of(new BlockStorage(image)), high -> interrupt = high);

  AtaControllerTest() {
    for (int sector = 0; sector < SECTORS; sector++) {
      image[sector * BlockStorage.SECTOR] = (byte) sector;
      image[sector * BlockStorage.SECTOR + 511] = (byte) (sector >>> 8);
    }
  }

  private void command(long lba, int count, int command, boolean wide) {
    if (wide) {
      ata.write(2, 1, count >>> 8);
      ata.write(3, 1, lba >>> 24 & 0xFF);
      ata.write(4, 1, lba >>> 32 & 0xFF);
      ata.write(5, 1, lba >>> 40 & 0xFF);
    }
    ata.write(2, 1, count & 0xFF);
    ata.write(3, 1, lba & 0xFF);
    ata.write(4, 1, lba >>> 8 & 0xFF);
    ata.write(5, 1, lba >>> 16 & 0xFF);
    ata.write(6, 1, wide ? 0xE0 : 0xE0 | lba >>> 24 & 0xF);
    ata.write(7, 1, command);
  }

  private byte[] sector() {
    byte[] data = new byte[BlockStorage.SECTOR];
    for (int i = 0; i < data.length; i += 2) {
      long word = ata.read(0, 2);
      data[i] = (byte) word;
      data[i + 1] = (byte) (word >>> 8);
    }
    return data;
  }

  private long word(byte[] identity, int number) {
    return identity[number * 2] & 0xFF | (identity[number * 2 + 1] & 0xFF) << 8;
  }

  @Test
  void aDriveIdentifiesItself() {
    command(0, 0, 0xEC, false);
    assertThat(interrupt).isTrue();
    byte[] identity = sector();
    assertThat(word(identity, 60) | word(identity, 61) << 16).isEqualTo(SECTORS);
    assertThat(word(identity, 100)).isEqualTo(SECTORS);
    assertThat(word(identity, 1) * word(identity, 3) * word(identity, 6)).isEqualTo(SECTORS);
    assertThat(ata.read(7, 1)).as("ready, and no more data").isEqualTo(0x50);
    assertThat(interrupt).isFalse();
  }

  /** Commands that read, with their address width and the block that one interrupt announces. */
  @ParameterizedTest
  @CsvSource({"0x20, false", "0x24, true", "0xC4, false", "0x29, true"})
  void sectorsAreRead(String command, boolean wide) {
    ata.write(2, 1, 2);
    ata.write(6, 1, 0xE0);
    ata.write(7, 1, 0xC6); // two sectors a block, for READ MULTIPLE
    command(0x123, 3, Integer.decode(command), wide);
    for (int i = 0; i < 3; i++) {
      byte[] data = sector();
      assertThat(data[0]).isEqualTo((byte) (0x23 + i));
      assertThat(data[511]).isEqualTo((byte) 1);
    }
    assertThat(ata.read(7, 1)).isEqualTo(0x50);
  }

  @Test
  void oldSoftwareCountsInCylindersHeadsAndSectors() {
    ata.write(2, 1, 1);
    ata.write(3, 1, 5);
    ata.write(4, 1, 1);
    ata.write(5, 1, 0);
    ata.write(6, 1, 0xA2);
    ata.write(7, 1, 0x20);
    int lba = (16 + 2) * 63 + 4;
    assertThat(sector()[0]).isEqualTo((byte) lba);
  }

  @Test
  void whatIsWrittenIsReadAndTheImageStays() {
    command(7, 1, 0x30, false);
    assertThat(interrupt).isFalse();
    for (int i = 0; i < 256; i++) {
      ata.write(0, 2, 0xA55A);
    }
    assertThat(interrupt).isTrue();
    command(7, 1, 0x20, false);
    assertThat(sector()[1]).isEqualTo((byte) 0xA5);
    assertThat(image[7 * 512]).isEqualTo((byte) 7);
  }

  /** Commands that fail, and the error register. */
  @ParameterizedTest
  @CsvSource({"4032, 1, 0x20, 0x10", "4031, 2, 0x20, 0x10", "0, 1, 0xC4, 0x04", "0, 0, 0xA1, 0x04"})
  void whatCannotBeIsRefused(long lba, int count, String command, String error) {
    command(lba, count, Integer.decode(command), false);
    assertThat(ata.read(7, 1) & 1).isEqualTo(1);
    assertThat(ata.read(1, 1)).isEqualTo(Long.decode(error));
  }

  @Test
  void anAbsentDriveIsSilent() {
    ata.write(6, 1, 0xF0);
    ata.write(7, 1, 0xEC);
    assertThat(ata.read(7, 1)).isZero();
    assertThat(interrupt).isFalse();
  }

  @Test
  void aTransferUnderWayIsSaved() {
    command(9, 2, 0x20, false);
    byte[] first = sector();
    AtaController other = new AtaController(List.of(new BlockStorage(image)), high -> {});
    other.restore(ata.save());
    assertThat(first[0]).isEqualTo((byte) 9);
    assertThat(other.read(0, 1)).isEqualTo(10);
    assertThat(other.save()).isNotEqualTo(ata.save());
    assertThat(ata.read(0, 1)).isEqualTo(10);
    assertThat(other.save()).isEqualTo(ata.save());
  }
}
