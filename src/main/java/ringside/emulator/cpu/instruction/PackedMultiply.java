package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.doubleword;
import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.saturateSigned;
import static ringside.emulator.bits.Lanes.signedByte;
import static ringside.emulator.bits.Lanes.signedWord;
import static ringside.emulator.bits.Lanes.unsignedByte;
import static ringside.emulator.bits.Lanes.unsignedDoubleword;
import static ringside.emulator.bits.Lanes.unsignedWord;

import ringside.emulator.isa.Instruction;

/**
 * Packed integer multiplication (SDM, "PMULLW", "PMADDWD" and their kin). Common code applies a
 * method to each quadword.
 */
public final class PackedMultiply {
  private PackedMultiply() {}

  /** Multiplies packed words and keeps the low halves of the products. */
  @Instruction(
      """
      NP 0F D5 /r  PMULLW  Pq, Qq   cpuid=MMX
      66 0F D5 /r  PMULLW  Vx, Wx   cpuid=SSE2
      """)
  public static long pmullw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(signedWord(destination, lane) * signedWord(source, lane), 16, lane);
    }
    return result;
  }

  /** Multiplies packed signed words and keeps the high halves of the products. */
  @Instruction(
      """
      NP 0F E5 /r  PMULHW  Pq, Qq   cpuid=MMX
      66 0F E5 /r  PMULHW  Vx, Wx   cpuid=SSE2
      """)
  public static long pmulhw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(signedWord(destination, lane) * signedWord(source, lane) >> 16, 16, lane);
    }
    return result;
  }

  /** Multiplies packed unsigned words and keeps the high halves of the products. */
  @Instruction(
      """
      NP 0F E4 /r  PMULHUW  Pq, Qq   cpuid=SSE
      66 0F E4 /r  PMULHUW  Vx, Wx   cpuid=SSE2
      """)
  public static long pmulhuw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(unsignedWord(destination, lane) * unsignedWord(source, lane) >>> 16, 16, lane);
    }
    return result;
  }

  /** Multiplies packed signed words, scales the products by 2^-15 and rounds them. */
  @Instruction(
      """
      NP 0F 38 0B /r  PMULHRSW  Pq, Qq   cpuid=SSSE3
      66 0F 38 0B /r  PMULHRSW  Vx, Wx   cpuid=SSSE3
      """)
  public static long pmulhrsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put((signedWord(destination, lane) * signedWord(source, lane) >> 14) + 1 >> 1, 16, lane);
    }
    return result;
  }

  /** Multiplies packed doublewords and keeps the low halves of the products. */
  @Instruction(
      """
      66 0F 38 40 /r  PMULLD  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmulld(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(doubleword(destination, lane) * doubleword(source, lane), 32, lane);
    }
    return result;
  }

  /** Multiplies the low unsigned doublewords to a quadword. */
  @Instruction(
      """
      NP 0F F4 /r  PMULUDQ  Pq, Qq   cpuid=SSE2
      66 0F F4 /r  PMULUDQ  Vx, Wx   cpuid=SSE2
      """)
  public static long pmuludq(long destination, long source) {
    return unsignedDoubleword(destination, 0) * unsignedDoubleword(source, 0);
  }

  /** Multiplies the low signed doublewords to a quadword. */
  @Instruction(
      """
      66 0F 38 28 /r  PMULDQ  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmuldq(long destination, long source) {
    return (long) doubleword(destination, 0) * doubleword(source, 0);
  }

  /** Multiplies packed signed words and adds neighbouring products. */
  @Instruction(
      """
      NP 0F F5 /r  PMADDWD  Pq, Qq   cpuid=MMX
      66 0F F5 /r  PMADDWD  Vx, Wx   cpuid=SSE2
      """)
  public static long pmaddwd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      int first = signedWord(destination, lane) * signedWord(source, lane);
      int second = signedWord(destination, lane + 16) * signedWord(source, lane + 16);
      result |= put(first + second, 32, lane);
    }
    return result;
  }

  /** Multiplies unsigned by signed bytes and adds neighbouring products with saturation. */
  @Instruction(
      """
      NP 0F 38 04 /r  PMADDUBSW  Pq, Qq   cpuid=SSSE3
      66 0F 38 04 /r  PMADDUBSW  Vx, Wx   cpuid=SSSE3
      """)
  public static long pmaddubsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      int first = unsignedByte(destination, lane) * signedByte(source, lane);
      int second = unsignedByte(destination, lane + 8) * signedByte(source, lane + 8);
      result |= put(saturateSigned(first + second, 16), 16, lane);
    }
    return result;
  }
}
