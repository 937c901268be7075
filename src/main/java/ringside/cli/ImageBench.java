package ringside.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.machine.Engine;

/**
 * Rates of the {@link BenchImage}s by the slope method: time at two iteration counts, so that boot
 * and warm-up cancel. Each image has a JVM of its own, as it has a QEMU of its own. With peers,
 * QEMU runs the same image in between, and the marks of other peers, measured on another machine,
 * are scaled by how QEMU does on this one.
 */
final class ImageBench {
  /** The short run lasts at least this long. */
  private static final double SHORT_SECONDS = 0.5;

  private static final int LONG_BY_SHORT = 3;
  private static final long MAXIMUM_COUNT = 0xFFFF_FFFFL / LONG_BY_SHORT;

  private final Streams streams;
  private final CommonOptions common;
  private final boolean peers;
  private final int rounds;
  private final Engine engine;
  private final BenchRunner qemu = new QemuBenchRunner();

  /** Rates in millions a second; 0 where the processor lacks what the image needs. */
  private record Row(BenchImage image, double own, double qemu) {}

  ImageBench(Streams streams, CommonOptions common, Engine engine, boolean peers, int rounds) {
    this.streams = streams;
    this.common = common;
    this.engine = engine;
    this.peers = peers;
    this.rounds = rounds;
  }

  /** Measures the images of these names; all if there are none. */
  int run(List<String> names) {
    List<Row> rows = new ArrayList<>();
    for (BenchImage image : images(names)) {
      if (!common.json) {
        streams.out().printf("%-10s", image.name());
        streams.flush();
      }
      Row row = measure(image);
      rows.add(row);
      if (!common.json) {
        streams.out().print(text(row));
        streams.flush();
      }
    }
    double scale = scale(rows);
    if (common.json) {
      streams.out().println(Json.write(json(rows, scale)));
    } else if (scale > 0) {
      printMarks(rows, scale);
    }
    return ExitStatus.PASS;
  }

  private static List<BenchImage> images(List<String> names) {
    if (names.isEmpty()) {
      return BenchImage.ALL;
    }
    List<BenchImage> chosen =
        BenchImage.ALL.stream().filter(image -> names.contains(image.name())).toList();
    if (chosen.size() != names.size()) {
      throw CommandFailure.author(
          "the images are "
              + String.join(" ", BenchImage.ALL.stream().map(BenchImage::name).toList()));
    }
    return chosen;
  }

  private Row measure(BenchImage image) {
    try (OwnBenchProcess own = new OwnBenchProcess(engine)) {
      return measure(image, own);
    }
  }

  private Row measure(BenchImage image, BenchRunner own) {
    long ownCount = shortCount(own, image);
    long qemuCount = peers ? shortCount(qemu, image) : 0;
    if (ownCount > 0 && qemuCount > 0) {
      requireSameResult(image, own);
    }
    Times ownTimes = new Times();
    Times qemuTimes = new Times();
    for (int round = 0; round < rounds; round++) {
      ownTimes.add(own, image, ownCount);
      qemuTimes.add(qemu, image, qemuCount);
    }
    return new Row(image, ownTimes.rate(image, ownCount), qemuTimes.rate(image, qemuCount));
  }

  /** Iterations of the short run; 0 if the processor lacks what the image needs. */
  private static long shortCount(BenchRunner runner, BenchImage image) {
    double boot = -1;
    for (long count = 1; ; count *= 4) {
      BenchRunner.Outcome outcome = runner.run(image, count);
      if (!outcome.supported()) {
        return 0;
      }
      if (boot < 0) {
        boot = outcome.seconds();
      }
      if (outcome.seconds() - boot > SHORT_SECONDS || count * 4 > MAXIMUM_COUNT) {
        return count;
      }
    }
  }

  private void requireSameResult(BenchImage image, BenchRunner own) {
    String ours = own.run(image, 1).checksum();
    String theirs = qemu.run(image, 1).checksum();
    if (!ours.equals(theirs)) {
      throw new IllegalStateException(
          image.name() + " computes " + ours + " here and " + theirs + " on QEMU");
    }
  }

  /** The shortest times of all rounds: what else the host does only ever adds to them. */
  private static final class Times {
    private double shortRun = Double.MAX_VALUE;
    private double longRun = Double.MAX_VALUE;

    void add(BenchRunner runner, BenchImage image, long count) {
      if (count > 0) {
        shortRun = Math.min(shortRun, runner.run(image, count).seconds());
        longRun = Math.min(longRun, runner.run(image, count * LONG_BY_SHORT).seconds());
      }
    }

    /** Millions a second; 0 where there were no iterations. */
    double rate(BenchImage image, long count) {
      double iterations = count * (LONG_BY_SHORT - 1);
      return iterations / (longRun - shortRun) * image.perIteration() / 1e6;
    }
  }

  private String text(Row row) {
    String own = row.own == 0 ? "lacks it" : String.format(Locale.ROOT, "%.2f", row.own);
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%10s M %-16s/s", own, row.image.unit()));
    if (row.qemu > 0) {
      line.append(
          String.format(Locale.ROOT, "   QEMU %8.2f   x %.2f", row.qemu, row.own / row.qemu));
    }
    return line.append(System.lineSeparator()).toString();
  }

  // Marks.

  /** How fast QEMU is here against where the marks were measured: geometric mean; 0 if unknown. */
  private static double scale(List<Row> rows) {
    double logarithms = 0;
    int count = 0;
    for (Row row : rows) {
      if (row.qemu > 0 && row.image.qemu() > 0) {
        logarithms += Math.log(row.qemu / row.image.qemu());
        count++;
      }
    }
    return count == 0 ? 0 : Math.exp(logarithms / count);
  }

  private static double mark(Row row, double scale) {
    return "QEMU".equals(row.image.peer()) && row.qemu > 0 ? row.qemu : row.image.mark() * scale;
  }

  private void printMarks(List<Row> rows, double scale) {
    streams.out().printf(Locale.ROOT, "%nThe best peers, scaled by QEMU here: x %.2f%n", scale);
    for (Row row : rows) {
      double mark = mark(row, scale);
      streams
          .out()
          .printf(
              Locale.ROOT,
              "%-10s%10.2f   %-6s %8.2f   x %.2f%n",
              row.image.name(),
              row.own,
              row.image.peer(),
              mark,
              row.own / mark);
    }
  }

  private static Map<String, @Nullable Object> json(List<Row> rows, double scale) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Row row : rows) {
      list.add(
          Json.object(
              "image",
              row.image.name(),
              "unit",
              row.image.unit(),
              "perSecond",
              Math.round(row.own * 1e6),
              "qemuPerSecond",
              row.qemu > 0 ? Math.round(row.qemu * 1e6) : null,
              "peer",
              row.image.peer(),
              "peerPerSecondScaled",
              scale > 0 ? Math.round(mark(row, scale) * 1e6) : null));
    }
    return Json.object("scale", scale > 0 ? scale : null, "images", list);
  }
}
