package ringside.emulator.cpu;

/**
 * What RDRAND and RDSEED return: SplitMix64 of the machine's seed, so that a run can be repeated.
 * Nothing here is a secret.
 */
public final class RandomNumbers {
  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  RandomNumbers() {}

  /** Begins the sequence of a seed. */
  public void seed(long seed) {
    state = seed;
  }

  /** Where the sequence is; {@link #seed} with it goes on from there. */
  long state() {
    return state;
  }

  /** The next 64 bits. */
  public long next() {
    state += GAMMA;
    long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
