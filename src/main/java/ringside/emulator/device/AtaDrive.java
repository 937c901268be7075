package ringside.emulator.device;

import java.nio.charset.StandardCharsets;

/** One hard disk behind an {@link AtaController}: its geometry and what it says of itself. */
final class AtaDrive {
  static final int HEADS = 16;
  static final int SECTORS_PER_TRACK = 63;

  private static final int MODEL = 27;
  private static final int MODEL_LENGTH = 40;
  private static final int SERIAL = 10;
  private static final int SERIAL_LENGTH = 20;
  private static final int MAXIMUM_CYLINDERS = 16383;
  private static final long MAXIMUM_LBA28 = 0xFFF_FFFF;
  static final int MAXIMUM_MULTIPLE = 16;

  private final BlockStorage storage;

  AtaDrive(BlockStorage storage) {
    this.storage = storage;
  }

  BlockStorage storage() {
    return storage;
  }

  /** The 512 bytes that IDENTIFY DEVICE returns (ATA-6, "IDENTIFY DEVICE"). */
  byte[] identify(int number) {
    byte[] data = new byte[BlockStorage.SECTOR];
    long sectors = storage.sectors();
    long cylinders = Math.min(sectors / (HEADS * SECTORS_PER_TRACK), MAXIMUM_CYLINDERS);
    word(data, 0, 0x0040);
    word(data, 1, cylinders);
    word(data, 3, HEADS);
    word(data, 6, SECTORS_PER_TRACK);
    text(data, SERIAL, SERIAL_LENGTH, "RS%05d".formatted(number));
    text(data, 23, 8, "1.0");
    text(data, MODEL, MODEL_LENGTH, "RINGSIDE HARDDISK");
    word(data, 47, 0x8000 | MAXIMUM_MULTIPLE);
    word(data, 48, 1);
    word(data, 49, 1 << 9); // LBA
    word(data, 53, 1);
    word(data, 54, cylinders);
    word(data, 55, HEADS);
    word(data, 56, SECTORS_PER_TRACK);
    long addressed = cylinders * HEADS * SECTORS_PER_TRACK;
    word(data, 57, addressed);
    word(data, 58, addressed >>> 16);
    long small = Math.min(sectors, MAXIMUM_LBA28);
    word(data, 60, small);
    word(data, 61, small >>> 16);
    word(data, 80, 0x007E); // ATA-1 to ATA-6
    word(data, 82, 1 << 14); // NOP
    word(data, 83, 1 << 14 | 1 << 13 | 1 << 12 | 1 << 10); // FLUSH CACHE, its EXT, 48 bits
    word(data, 84, 1 << 14);
    word(data, 85, 1 << 14);
    word(data, 86, 1 << 13 | 1 << 12 | 1 << 10);
    word(data, 87, 1 << 14);
    for (int i = 0; i < 4; i++) {
      word(data, 100 + i, sectors >>> i * 16);
    }
    return data;
  }

  private static void word(byte[] data, int number, long value) {
    data[number * 2] = (byte) value;
    data[number * 2 + 1] = (byte) (value >>> 8);
  }

  /** Text is stored with the bytes of each word exchanged. */
  private static void text(byte[] data, int word, int length, String text) {
    byte[] padded = (text + " ".repeat(length)).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < length; i++) {
      data[word * 2 + (i ^ 1)] = padded[i];
    }
  }
}
