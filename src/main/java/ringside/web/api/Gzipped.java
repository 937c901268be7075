package ringside.web.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A document as it is kept and sent: compressed once, named by a hash of what it says. */
public final class Gzipped {
  private final byte[] bytes;
  private final String tag;

  private Gzipped(byte[] bytes, String tag) {
    this.bytes = bytes;
    this.tag = tag;
  }

  public static Gzipped of(byte[] document) {
    var out = new ByteArrayOutputStream(document.length / 4);
    try (var gzip = new BestGzip(out)) {
      gzip.write(document);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      var sum = MessageDigest.getInstance("SHA-256").digest(document);
      return new Gzipped(out.toByteArray(), HexFormat.of().formatHex(sum, 0, 12));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The compressed bytes; not to be written to. */
  byte[] compressed() {
    return bytes;
  }

  /** The document again, for a client that cannot inflate. */
  byte[] inflated() {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Changes when the document does. */
  String tag() {
    return tag;
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
