package ringside.emulator.device;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sectors of a disk: an image that nobody changes, shared by all machines, and the sectors that
 * this machine wrote.
 */
public final class BlockStorage implements Stateful<BlockStorage.State> {
  public static final int SECTOR = 512;

  private final byte[] image;
  private final long sectors;
  private TreeMap<Long, byte[]> written = new TreeMap<>();

  /** The sectors written so far; their arrays are never changed in place. */
  public record State(Map<Long, byte[]> written) {}

  /**
   * @param image never written to; a last sector that is cut short is filled with zeros
   */
  public BlockStorage(byte[] image) {
    this.image = image;
    sectors = (image.length + SECTOR - 1L) / SECTOR;
  }

  /** How many sectors there are. */
  public long sectors() {
    return sectors;
  }

  /** Copies one sector out; one beyond the end reads as zeros. */
  public void read(long lba, byte[] into, int offset) {
    byte[] own = written.get(lba);
    if (own != null) {
      System.arraycopy(own, 0, into, offset, SECTOR);
      return;
    }
    long from = Math.min(lba * SECTOR, image.length);
    int present = (int) Math.min(SECTOR, image.length - from);
    System.arraycopy(image, (int) from, into, offset, present);
    Arrays.fill(into, offset + present, offset + SECTOR, (byte) 0);
  }

  /** Replaces one sector. */
  public void write(long lba, byte[] from, int offset) {
    written.put(lba, Arrays.copyOfRange(from, offset, offset + SECTOR));
  }

  @Override
  public State save() {
    return new State(Map.copyOf(written));
  }

  @Override
  public void restore(State state) {
    written = new TreeMap<>(state.written);
  }
}
