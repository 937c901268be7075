package ringside.emulator.machine;

/** The modes and privileges that {@link Fuzzer} runs code in. */
enum FuzzMode {
  REAL(Paging.NONE, 0, 16),
  V86(Paging.BITS_32, 3, 16),
  PM16_CPL0(Paging.NONE, 0, 16),
  PM16_CPL3(Paging.NONE, 3, 16),
  PM32_CPL0(Paging.NONE, 0, 32),
  PM32_CPL3(Paging.NONE, 3, 32),
  PM32PG_CPL0(Paging.BITS_32, 0, 32),
  PM32PG_CPL3(Paging.BITS_32, 3, 32),
  PAE_CPL0(Paging.PAE, 0, 32),
  PAE_CPL3(Paging.PAE, 3, 32),
  COMPATIBILITY16_CPL3(Paging.FOUR_LEVEL, 3, 16),
  COMPATIBILITY32_CPL0(Paging.FOUR_LEVEL, 0, 32),
  COMPATIBILITY32_CPL3(Paging.FOUR_LEVEL, 3, 32),
  LONG_CPL0(Paging.FOUR_LEVEL, 0, 64),
  LONG_CPL3(Paging.FOUR_LEVEL, 3, 64);

  /** Paging of the mode. */
  enum Paging {
    NONE,
    BITS_32,
    PAE,
    FOUR_LEVEL
  }

  final Paging paging;
  final int cpl;
  final int bits;

  FuzzMode(Paging paging, int cpl, int bits) {
    this.paging = paging;
    this.cpl = cpl;
    this.bits = bits;
  }

  boolean isLong() {
    return paging == Paging.FOUR_LEVEL;
  }

  /** Real-address and virtual-8086 mode: a selector is a base. */
  boolean is8086() {
    return this == REAL || this == V86;
  }
}
