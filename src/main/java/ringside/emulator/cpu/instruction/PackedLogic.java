package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.doubleword;
import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.signedByte;
import static ringside.emulator.bits.Lanes.signedWord;

import ringside.emulator.isa.Instruction;

/**
 * Packed logic and comparison (SDM, "MMX Logical Instructions", "MMX Comparison Instructions" and
 * their SSE successors). Common code applies a method to each quadword.
 */
public final class PackedLogic {
  private PackedLogic() {}

  /** Bitwise AND. */
  @Instruction(
      """
      NP 0F DB /r  PAND  Pq, Qq   cpuid=MMX
      66 0F DB /r  PAND  Vx, Wx   cpuid=SSE2
      NP 0F 54 /r  ANDPS  Vx, Wx   cpuid=SSE
      66 0F 54 /r  ANDPD  Vx, Wx   cpuid=SSE2
      """)
  public static long pand(long destination, long source) {
    return destination & source;
  }

  /** Bitwise AND of the inverted destination with the source. */
  @Instruction(
      """
      NP 0F DF /r  PANDN  Pq, Qq   cpuid=MMX
      66 0F DF /r  PANDN  Vx, Wx   cpuid=SSE2
      NP 0F 55 /r  ANDNPS  Vx, Wx   cpuid=SSE
      66 0F 55 /r  ANDNPD  Vx, Wx   cpuid=SSE2
      """)
  public static long pandn(long destination, long source) {
    return ~destination & source;
  }

  /** Bitwise inclusive OR. */
  @Instruction(
      """
      NP 0F EB /r  POR  Pq, Qq   cpuid=MMX
      66 0F EB /r  POR  Vx, Wx   cpuid=SSE2
      NP 0F 56 /r  ORPS  Vx, Wx   cpuid=SSE
      66 0F 56 /r  ORPD  Vx, Wx   cpuid=SSE2
      """)
  public static long por(long destination, long source) {
    return destination | source;
  }

  /** Bitwise exclusive OR. */
  @Instruction(
      """
      NP 0F EF /r  PXOR  Pq, Qq   cpuid=MMX
      66 0F EF /r  PXOR  Vx, Wx   cpuid=SSE2
      NP 0F 57 /r  XORPS  Vx, Wx   cpuid=SSE
      66 0F 57 /r  XORPD  Vx, Wx   cpuid=SSE2
      """)
  public static long pxor(long destination, long source) {
    return destination ^ source;
  }

  /** Makes all ones of packed bytes that are equal, and zeros of others. */
  @Instruction(
      """
      NP 0F 74 /r  PCMPEQB  Pq, Qq   cpuid=MMX
      66 0F 74 /r  PCMPEQB  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpeqb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(signedByte(destination, lane) == signedByte(source, lane) ? -1 : 0, 8, lane);
    }
    return result;
  }

  /** Makes all ones of packed words that are equal, and zeros of others. */
  @Instruction(
      """
      NP 0F 75 /r  PCMPEQW  Pq, Qq   cpuid=MMX
      66 0F 75 /r  PCMPEQW  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpeqw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(signedWord(destination, lane) == signedWord(source, lane) ? -1 : 0, 16, lane);
    }
    return result;
  }

  /** Makes all ones of packed doublewords that are equal, and zeros of others. */
  @Instruction(
      """
      NP 0F 76 /r  PCMPEQD  Pq, Qq   cpuid=MMX
      66 0F 76 /r  PCMPEQD  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpeqd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(doubleword(destination, lane) == doubleword(source, lane) ? -1 : 0, 32, lane);
    }
    return result;
  }

  /** Makes all ones of packed signed bytes that are greater, and zeros of others. */
  @Instruction(
      """
      NP 0F 64 /r  PCMPGTB  Pq, Qq   cpuid=MMX
      66 0F 64 /r  PCMPGTB  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpgtb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(signedByte(destination, lane) > signedByte(source, lane) ? -1 : 0, 8, lane);
    }
    return result;
  }

  /** Makes all ones of packed signed words that are greater, and zeros of others. */
  @Instruction(
      """
      NP 0F 65 /r  PCMPGTW  Pq, Qq   cpuid=MMX
      66 0F 65 /r  PCMPGTW  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpgtw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(signedWord(destination, lane) > signedWord(source, lane) ? -1 : 0, 16, lane);
    }
    return result;
  }

  /** Makes all ones of packed signed doublewords that are greater, and zeros of others. */
  @Instruction(
      """
      NP 0F 66 /r  PCMPGTD  Pq, Qq   cpuid=MMX
      66 0F 66 /r  PCMPGTD  Vx, Wx   cpuid=SSE2
      """)
  public static long pcmpgtd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(doubleword(destination, lane) > doubleword(source, lane) ? -1 : 0, 32, lane);
    }
    return result;
  }

  /** Makes all ones of quadwords that are equal, and zeros of others. */
  @Instruction(
      """
      66 0F 38 29 /r  PCMPEQQ  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pcmpeqq(long destination, long source) {
    return destination == source ? -1 : 0;
  }

  /** Makes all ones of signed quadwords that are greater, and zeros of others. */
  @Instruction(
      """
      66 0F 38 37 /r  PCMPGTQ  Vx, Wx   cpuid=SSE4_2
      """)
  public static long pcmpgtq(long destination, long source) {
    return destination > source ? -1 : 0;
  }
}
