package ringside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import ringside.emulator.cpu.CpuModel;

/**
 * A bootable floppy image that does one thing over and over, and how fast others are at it.
 *
 * @param unit what the rate counts, in millions a second
 * @param perIteration how many of the unit one iteration is
 * @param qemu what QEMU's TCG reached where {@code mark} was measured; 0 if it cannot run the image
 * @param mark what the best peer reached there
 * @param peer who that was
 */
record BenchImage(
    String name,
    CpuModel model,
    String unit,
    double perIteration,
    double qemu,
    double mark,
    String peer) {
  private static final String MIPS = "instructions";
  private static final String TRIPS = "round trips";
  private static final String PAIRS = "map/touch/unmap";
  private static final String EXITS = "CPUID exits";

  // spotless:off
  static final List<BenchImage> ALL =
      List.of(
          new BenchImage("alu32",     CpuModel.INTEL_SKYLAKE, MIPS,  12,         4967, 4967, "QEMU"),
          new BenchImage("fib32",     CpuModel.INTEL_SKYLAKE, MIPS,  458_506,    972,  972,  "QEMU"),
          new BenchImage("sieve32",   CpuModel.INTEL_SKYLAKE, MIPS,  15_212_964, 3292, 3292, "QEMU"),
          new BenchImage("alu64",     CpuModel.INTEL_SKYLAKE, MIPS,  12,         4479, 4479, "QEMU"),
          new BenchImage("fib64",     CpuModel.INTEL_SKYLAKE, MIPS,  458_506,    1004, 1004, "QEMU"),
          new BenchImage("sieve64",   CpuModel.INTEL_SKYLAKE, MIPS,  15_212_964, 3278, 3278, "QEMU"),
          new BenchImage("int8032",   CpuModel.INTEL_SKYLAKE, TRIPS, 1,          3.4,  7.9,  "Bochs"),
          new BenchImage("int8064",   CpuModel.INTEL_SKYLAKE, TRIPS, 1,          4.2,  9.0,  "Bochs"),
          new BenchImage("syscall64", CpuModel.INTEL_SKYLAKE, TRIPS, 1,          10.8, 18.4, "Bochs"),
          new BenchImage("pgchurn32", CpuModel.INTEL_SKYLAKE, PAIRS, 1,          2.1,  9.4,  "v86"),
          new BenchImage("pgchurn64", CpuModel.INTEL_SKYLAKE, PAIRS, 1,          1.8,  5.9,  "Bochs"),
          new BenchImage("vmx64",     CpuModel.INTEL_SKYLAKE, EXITS, 1,          0,    0.27, "Bochs"),
          new BenchImage("svm64",     CpuModel.AMD_ZEN,       EXITS, 1,          0.15, 0.29, "Bochs"));
  // spotless:on

  /** The image of this name. */
  static BenchImage named(String name) {
    return ALL.stream().filter(image -> image.name.equals(name)).findFirst().orElseThrow();
  }

  /** Offset of the 32-bit iteration count in the image. */
  private static final int COUNT = 0x204;

  /** The image, set to make {@code iterations}. */
  byte[] bytes(long iterations) {
    byte[] image = unpacked();
    for (int i = 0; i < 4; i++) {
      image[COUNT + i] = (byte) (iterations >>> i * 8);
    }
    return image;
  }

  private byte[] unpacked() {
    String resource = "/ringside/bench/images/" + name + ".img.gz";
    try (InputStream in = BenchImage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      try (GZIPInputStream unzipped = new GZIPInputStream(in)) {
        return unzipped.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
