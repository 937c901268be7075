package ringside.emulator.cpu.instruction;

import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** The checksum instruction of SSE4.2 (SDM, "CRC32"), which works on general registers. */
public final class Checksum {
  /**
   * 11EDC6F41, the polynomial of iSCSI, with its bits reflected as the instruction works on them.
   */
  private static final int POLYNOMIAL = 0x82F63B78;

  /** What eight steps of division make of each low byte. */
  private static final int[] REMAINDERS = remainders();

  private Checksum() {}

  /** Accumulates the CRC of the source in the lower half of the destination. */
  @Instruction(
      """
      F2 0F 38 F0 /r  CRC32  Gy, Eb   cpuid=SSE4_2
      F2 0F 38 F1 /r  CRC32  Gy, Ev   cpuid=SSE4_2
      """)
  public static long crc32(DecodedInstruction instruction, long destination, long source) {
    int remainder = (int) destination;
    long rest = source;
    for (int bytes = instruction.size(1); bytes > 0; bytes--) {
      remainder = remainder >>> 8 ^ REMAINDERS[(remainder ^ (int) rest) & 0xFF];
      rest >>>= 8;
    }
    return remainder & 0xFFFF_FFFFL;
  }

  private static int[] remainders() {
    int[] remainders = new int[256];
    for (int dividend = 0; dividend < 256; dividend++) {
      int remainder = dividend;
      for (int bit = 0; bit < 8; bit++) {
        remainder = remainder >>> 1 ^ ((remainder & 1) == 0 ? 0 : POLYNOMIAL);
      }
      remainders[dividend] = remainder;
    }
    return remainders;
  }
}
