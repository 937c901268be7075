package ringside.cli;

/** An emulator that runs a {@link BenchImage}. */
interface BenchRunner {
  /**
   * Runs an image to its end.
   *
   * @throws CommandFailure if the image did not come to its end
   */
  Outcome run(BenchImage image, long iterations);

  /**
   * What came of it.
   *
   * @param seconds of processor time
   * @param checksum as the image printed it
   */
  record Outcome(double seconds, String checksum) {
    private static final String NO_VIRTUALIZATION = "dead000";

    /** Whether the processor had what the image is about. */
    boolean supported() {
      return !checksum.startsWith(NO_VIRTUALIZATION);
    }

    /** Of the line that an image ends with: DONE, name, checksum, time-stamp difference. */
    static Outcome of(String line, double seconds) {
      return new Outcome(seconds, line.split(" ")[2]);
    }
  }

  /** Whether an image ends with this line. */
  static boolean isLast(String line) {
    return line.startsWith("DONE ") || line.startsWith("EXC ");
  }
}
