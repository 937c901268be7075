package ringside.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private long now;
  private boolean interrupt;
  private final byte[] ram = new byte[8192];
  private final byte[] image = new byte[4 * BlockStorage.SECTOR];
  private final SimDisk disk =
      new SimDisk(
          new VirtualClock() {
            @Override
            public long now() {
              return now;
            }

            @Override
            public long frequency() {
              return 1_000_000;
            }
          },
          new BlockStorage(image),
          new DirectMemory() {
            @Override
            public void read(long physical, byte[] into, int offset, int length) {
              System.arraycopy(ram, (int) physical, into, offset, length);
            }

            @Override
            public void write(long physical, byte[] from, int offset, int length) {
              System.arraycopy(from, offset, ram, (int) physical, length);
            }
          },
          high -> interrupt = high,
          (toMemory, physical, length) -> {});

  private void request(int command, long lba, long address, int count) {
    disk.write(0, 4, lba);
    disk.write(4, 4, address);
    disk.write(8, 4, count);
    disk.write(12, 4, command);
  }

  @Test
  void dataArrivesWithTheInterruptNotBefore() {
    Arrays.fill(image, 512, 1024, (byte) 7);
    request(SimDisk.READ, 1, 0x1000, 1);
    assertThat(disk.read(12, 4)).isEqualTo(SimDisk.BUSY);
    assertThat(ram[0x1000]).isZero();
    now = disk.nextEvent();
    disk.update();
    assertThat(interrupt).isTrue();
    assertThat(ram[0x1000]).isEqualTo((byte) 7);
    assertThat(disk.read(12, 4)).isEqualTo(SimDisk.DONE);
    assertThat(interrupt).isFalse();
  }

  @Test
  void writtenSectorsBelongToThisMachineOnly() {
    Arrays.fill(ram, 0, 512, (byte) 9);
    request(SimDisk.WRITE, 3, 0, 1);
    now = disk.nextEvent();
    disk.update();
    request(SimDisk.READ, 3, 0x1000, 1);
    now = disk.nextEvent();
    disk.update();
    assertThat(ram[0x1000]).isEqualTo((byte) 9);
    assertThat(image[3 * 512]).isZero();
  }

  @Test
  void requestsBeyondTheEndAreErrors() {
    request(SimDisk.READ, 3, 0, 2);
    now = disk.nextEvent();
    disk.update();
    assertThat(disk.read(12, 4)).isEqualTo(SimDisk.DONE | SimDisk.ERROR);
  }
}
