package ringside.lab.conformance;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A vector file is not what it should be; the message says where and why. */
public final class ConformanceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ConformanceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
