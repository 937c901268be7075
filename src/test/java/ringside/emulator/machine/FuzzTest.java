package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.TakesLong;
import ringside.emulator.cpu.CpuModel;

/**
 * The {@link Fuzzer}, from fixed seeds. {@code -Dfuzz.instructions=N} and {@code -Dfuzz.seed=N}
 * change the long run; a failure names processor, mode and seed, which {@link Fuzzer#run}
 * reproduces.
 */
class FuzzTest {
  private static final long SEED = 0x52494E47;
  private static final long SHORT_RUN = 200_000;
  private static final long LONG_RUN = Long.getLong("fuzz.instructions", 100_000_000);

  @Test
  void survivesAnyBytes() {
    fuzz(SEED, SHORT_RUN);
  }

  @Test
  @TakesLong
  void survivesAnyBytesForLong() {
    fuzz(Long.getLong("fuzz.seed", SEED + 1_000_000), LONG_RUN);
  }

  private static void fuzz(long firstSeed, long instructions) {
    long each = instructions / CpuModel.ALL.size();
    for (CpuModel model : CpuModel.ALL) {
      Fuzzer fuzzer = new Fuzzer(model);
      for (long seed = firstSeed; fuzzer.instructions() < each; seed++) {
        for (FuzzMode mode : FuzzMode.values()) {
          fuzzer.run(mode, seed);
        }
      }
      assertThat(fuzzer.failures()).isEmpty();
    }
  }
}
