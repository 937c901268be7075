package ringside.lab.introspect;

/** Physical memory as it was at one moment. */
public interface PhysicalView {
  /** One byte, or -1 where there is no memory. */
  int readByte(long physical);

  /**
   * A little-endian value, or empty where part of it is not memory.
   *
   * @param size 1 to 8 bytes
   */
  default java.util.OptionalLong read(long physical, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      int octet = readByte(physical + i);
      if (octet < 0) {
        return java.util.OptionalLong.empty();
      }
      value = value << 8 | octet;
    }
    return java.util.OptionalLong.of(value);
  }
}
