package ringside.lab.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** SHA-256 of values in a fixed order; strings and byte arrays are preceded by their length. */
final class Digest {
  private final MessageDigest sha;
  private final ByteBuffer eight = ByteBuffer.allocate(8);

  Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Digest add(long value) {
    sha.update(eight.putLong(0, value).array());
    return this;
  }

  Digest add(byte[] bytes) {
    add(bytes.length);
    sha.update(bytes);
    return this;
  }

  Digest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Digest add(long[] values) {
    for (long value : values) {
      add(value);
    }
    return this;
  }

  Digest addPages(Map<Long, byte[]> pages) {
    pages.forEach((number, page) -> add(number).add(page));
    return this;
  }

  /** 64 lower-case hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
