package ringside.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C. The process ends only after the command has had a moment to end its run and to report;
 * its exit status is then the signal's, 130.
 */
final class Interruption implements AutoCloseable {
  private static final long SECONDS_TO_REPORT = 3;

  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "interruption");
  private volatile boolean requested;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted() {
    requested = true;
    try {
      boolean unused = reported.await(SECONDS_TO_REPORT, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether somebody wants the run to end. */
  boolean requested() {
    return requested;
  }

  /** The command has reported. */
  @Override
  public void close() {
    reported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is ending: the hook is what waits for us
    }
  }
}
