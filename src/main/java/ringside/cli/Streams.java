package ringside.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Standard input, output and error of a command, text being UTF-8 whatever the locale says. */
final class Streams {
  private final InputStream input;
  private final OutputStream rawOutput;
  private final PrintWriter out;
  private final PrintWriter err;

  Streams(InputStream input, OutputStream output, OutputStream error) {
    this.input = input;
    rawOutput = new BufferedOutputStream(output);
    out = new PrintWriter(new OutputStreamWriter(rawOutput, StandardCharsets.UTF_8));
    err = new PrintWriter(new OutputStreamWriter(error, StandardCharsets.UTF_8), true);
  }

  InputStream input() {
    return input;
  }

  /** Results as text. */
  PrintWriter out() {
    return out;
  }

  /** Messages. */
  PrintWriter err() {
    return err;
  }

  /** Results as bytes, buffered; they come in order with the text if that is flushed before. */
  OutputStream bytes() {
    out.flush();
    return rawOutput;
  }

  void flush() {
    out.flush();
    err.flush();
    try {
      rawOutput.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
