package ringside.emulator.machine;

import java.util.List;
import ringside.emulator.cpu.CpuModel;

/**
 * Everything that decides how a machine starts, beside the images loaded into it.
 *
 * @param memory bytes of RAM
 * @param ranges pages that are not supervisor and writable
 * @param entry first RIP
 * @param stack first RSP
 * @param frequency ticks in a second of virtual time, which the timer counts by
 * @param startTime date and time at tick 0, seconds since 1970 in UTC
 * @param seed of the numbers that RDRAND and RDSEED return
 */
public record MachineConfiguration(
    CpuModel cpu,
    long memory,
    Preset preset,
    List<AccessRange> ranges,
    long entry,
    long stack,
    long frequency,
    long startTime,
    long seed,
    Board board) {

  /** 16 MiB. */
  public static final long DEFAULT_MEMORY = 16 << 20;

  /** Ten million ticks a second. */
  public static final long DEFAULT_FREQUENCY = 10_000_000;

  /** The morning of 1 January 2026. */
  public static final long DEFAULT_START_TIME = 1_767_254_400;

  /** 16 GiB. */
  public static final long MAXIMUM_MEMORY = 16L << 30;

  public MachineConfiguration {
    ranges = List.copyOf(ranges);
    if (memory < 1 << 20 || memory > MAXIMUM_MEMORY) {
      throw new IllegalArgumentException("memory is not between 1 MiB and 16 GiB");
    }
    if (frequency <= 0) {
      throw new IllegalArgumentException("frequency is not positive");
    }
  }

  /** A machine with default memory, frequency and stack, and no special pages. */
  public static MachineConfiguration of(CpuModel cpu, Preset preset, long entry) {
    return new MachineConfiguration(
        cpu,
        DEFAULT_MEMORY,
        preset,
        List.of(),
        entry,
        Preset.STACK,
        DEFAULT_FREQUENCY,
        DEFAULT_START_TIME,
        0,
        Board.TRAINER);
  }

  /** This with other ranges. */
  public MachineConfiguration withRanges(List<AccessRange> newRanges) {
    return new MachineConfiguration(
        cpu, memory, preset, newRanges, entry, stack, frequency, startTime, seed, board);
  }

  /** This with other memory. */
  public MachineConfiguration withMemory(long newMemory) {
    return new MachineConfiguration(
        cpu, newMemory, preset, ranges, entry, stack, frequency, startTime, seed, board);
  }

  /** This with another first RSP. */
  public MachineConfiguration withStack(long newStack) {
    return new MachineConfiguration(
        cpu, memory, preset, ranges, entry, newStack, frequency, startTime, seed, board);
  }

  /** This with another speed of the clock. */
  public MachineConfiguration withFrequency(long newFrequency) {
    return new MachineConfiguration(
        cpu, memory, preset, ranges, entry, stack, newFrequency, startTime, seed, board);
  }

  /** This with other random numbers. */
  public MachineConfiguration withSeed(long newSeed) {
    return new MachineConfiguration(
        cpu, memory, preset, ranges, entry, stack, frequency, startTime, newSeed, board);
  }

  /** This with another board. */
  public MachineConfiguration withBoard(Board newBoard) {
    return new MachineConfiguration(
        cpu, memory, preset, ranges, entry, stack, frequency, startTime, seed, newBoard);
  }
}
