package ringside.emulator.device;

/** Physical memory as a bus master sees it: no privilege, no paging. */
public interface DirectMemory {
  /** Copies {@code length} bytes from memory into {@code into} at {@code offset}. */
  void read(long physical, byte[] into, int offset, int length);

  /** Copies {@code length} bytes of {@code from} at {@code offset} to memory. */
  void write(long physical, byte[] from, int offset, int length);
}
