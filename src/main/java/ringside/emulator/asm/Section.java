package ringside.emulator.asm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One section while it is being assembled: its attributes, its size, in the last pass its bytes,
 * and the addresses that {@link Layout} gave it after the previous pass.
 */
final class Section {
  private final String name;

  /** The section that the source named before this one; a virtual address may follow it. */
  private final @Nullable Section previous;

  boolean nobits;
  boolean typeGiven;
  @Nullable Long start;
  @Nullable Long virtualStart;
  @Nullable Long align;
  @Nullable Long virtualAlign;
  @Nullable String follows;
  @Nullable String virtualFollows;
  SourceRange range;

  private long size;
  private byte[] bytes = new byte[0];
  private long loadAddress;
  private long address;

  Section(String name, @Nullable Section previous, SourceRange range) {
    this.name = name;
    this.previous = previous;
    this.range = range;
    this.nobits = name.equals(".bss");
    this.typeGiven = nobits || name.equals(".data") || name.equals(".text");
  }

  String name() {
    return name;
  }

  @Nullable Section previous() {
    return previous;
  }

  /** Forgets what a pass finds out anew. */
  void beginPass() {
    start = null;
    virtualStart = null;
    align = null;
    virtualAlign = null;
    follows = null;
    virtualFollows = null;
    size = 0;
  }

  /** Number of bytes so far in this pass. */
  long size() {
    return size;
  }

  /** Where the section's bytes are in the image. */
  long loadAddress() {
    return loadAddress;
  }

  /** Where the section's code believes to be: what its labels count from. */
  long address() {
    return address;
  }

  void place(long loadAddress, long address) {
    this.loadAddress = loadAddress;
    this.address = address;
  }

  /** Moves on without keeping bytes: every pass but the last, and reserved space. */
  void skip(long count) {
    size += count;
  }

  /** Appends {@code data}, {@code times} over. */
  void append(byte[] data, long times) {
    int end = (int) (size + data.length * times);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    for (int at = (int) size; at < end; at += data.length) {
      System.arraycopy(data, 0, bytes, at, data.length);
    }
    size = end;
  }

  /** The bytes of the last pass. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, (int) size);
  }

  /** A part of the bytes of the last pass. */
  byte[] bytes(long from, long length) {
    return Arrays.copyOfRange(bytes, (int) from, (int) (from + length));
  }
}
