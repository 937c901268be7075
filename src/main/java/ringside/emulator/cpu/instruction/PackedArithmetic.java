package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.add;
import static ringside.emulator.bits.Lanes.doubleword;
import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.saturateSigned;
import static ringside.emulator.bits.Lanes.saturateUnsigned;
import static ringside.emulator.bits.Lanes.signedByte;
import static ringside.emulator.bits.Lanes.signedWord;
import static ringside.emulator.bits.Lanes.subtract;
import static ringside.emulator.bits.Lanes.unsignedByte;
import static ringside.emulator.bits.Lanes.unsignedDoubleword;
import static ringside.emulator.bits.Lanes.unsignedWord;

import ringside.emulator.isa.Instruction;

/**
 * Packed integer addition, subtraction, minimum and maximum (SDM, "MMX Packed Arithmetic
 * Instructions" and their SSE2 to SSE4.1 successors). Common code applies a method to each
 * quadword.
 */
public final class PackedArithmetic {
  private PackedArithmetic() {}

  /** Adds packed bytes. */
  @Instruction(
      """
      NP 0F FC /r  PADDB  Pq, Qq   cpuid=MMX
      66 0F FC /r  PADDB  Vx, Wx   cpuid=SSE2
      """)
  public static long paddb(long destination, long source) {
    return add(destination, source, 8);
  }

  /** Adds packed words. */
  @Instruction(
      """
      NP 0F FD /r  PADDW  Pq, Qq   cpuid=MMX
      66 0F FD /r  PADDW  Vx, Wx   cpuid=SSE2
      """)
  public static long paddw(long destination, long source) {
    return add(destination, source, 16);
  }

  /** Adds packed doublewords. */
  @Instruction(
      """
      NP 0F FE /r  PADDD  Pq, Qq   cpuid=MMX
      66 0F FE /r  PADDD  Vx, Wx   cpuid=SSE2
      """)
  public static long paddd(long destination, long source) {
    return add(destination, source, 32);
  }

  /** Adds packed quadwords. */
  @Instruction(
      """
      NP 0F D4 /r  PADDQ  Pq, Qq   cpuid=SSE2
      66 0F D4 /r  PADDQ  Vx, Wx   cpuid=SSE2
      """)
  public static long paddq(long destination, long source) {
    return destination + source;
  }

  /** Subtracts packed bytes. */
  @Instruction(
      """
      NP 0F F8 /r  PSUBB  Pq, Qq   cpuid=MMX
      66 0F F8 /r  PSUBB  Vx, Wx   cpuid=SSE2
      """)
  public static long psubb(long destination, long source) {
    return subtract(destination, source, 8);
  }

  /** Subtracts packed words. */
  @Instruction(
      """
      NP 0F F9 /r  PSUBW  Pq, Qq   cpuid=MMX
      66 0F F9 /r  PSUBW  Vx, Wx   cpuid=SSE2
      """)
  public static long psubw(long destination, long source) {
    return subtract(destination, source, 16);
  }

  /** Subtracts packed doublewords. */
  @Instruction(
      """
      NP 0F FA /r  PSUBD  Pq, Qq   cpuid=MMX
      66 0F FA /r  PSUBD  Vx, Wx   cpuid=SSE2
      """)
  public static long psubd(long destination, long source) {
    return subtract(destination, source, 32);
  }

  /** Subtracts packed quadwords. */
  @Instruction(
      """
      NP 0F FB /r  PSUBQ  Pq, Qq   cpuid=SSE2
      66 0F FB /r  PSUBQ  Vx, Wx   cpuid=SSE2
      """)
  public static long psubq(long destination, long source) {
    return destination - source;
  }

  /** Adds packed signed bytes with saturation. */
  @Instruction(
      """
      NP 0F EC /r  PADDSB  Pq, Qq   cpuid=MMX
      66 0F EC /r  PADDSB  Vx, Wx   cpuid=SSE2
      """)
  public static long paddsb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |=
          put(saturateSigned(signedByte(destination, lane) + signedByte(source, lane), 8), 8, lane);
    }
    return result;
  }

  /** Adds packed signed words with saturation. */
  @Instruction(
      """
      NP 0F ED /r  PADDSW  Pq, Qq   cpuid=MMX
      66 0F ED /r  PADDSW  Vx, Wx   cpuid=SSE2
      """)
  public static long paddsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(
              saturateSigned(signedWord(destination, lane) + signedWord(source, lane), 16),
              16,
              lane);
    }
    return result;
  }

  /** Subtracts packed signed bytes with saturation. */
  @Instruction(
      """
      NP 0F E8 /r  PSUBSB  Pq, Qq   cpuid=MMX
      66 0F E8 /r  PSUBSB  Vx, Wx   cpuid=SSE2
      """)
  public static long psubsb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |=
          put(saturateSigned(signedByte(destination, lane) - signedByte(source, lane), 8), 8, lane);
    }
    return result;
  }

  /** Subtracts packed signed words with saturation. */
  @Instruction(
      """
      NP 0F E9 /r  PSUBSW  Pq, Qq   cpuid=MMX
      66 0F E9 /r  PSUBSW  Vx, Wx   cpuid=SSE2
      """)
  public static long psubsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(
              saturateSigned(signedWord(destination, lane) - signedWord(source, lane), 16),
              16,
              lane);
    }
    return result;
  }

  /** Adds packed unsigned bytes with saturation. */
  @Instruction(
      """
      NP 0F DC /r  PADDUSB  Pq, Qq   cpuid=MMX
      66 0F DC /r  PADDUSB  Vx, Wx   cpuid=SSE2
      """)
  public static long paddusb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |=
          put(
              saturateUnsigned(unsignedByte(destination, lane) + unsignedByte(source, lane), 8),
              8,
              lane);
    }
    return result;
  }

  /** Adds packed unsigned words with saturation. */
  @Instruction(
      """
      NP 0F DD /r  PADDUSW  Pq, Qq   cpuid=MMX
      66 0F DD /r  PADDUSW  Vx, Wx   cpuid=SSE2
      """)
  public static long paddusw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(
              saturateUnsigned(unsignedWord(destination, lane) + unsignedWord(source, lane), 16),
              16,
              lane);
    }
    return result;
  }

  /** Subtracts packed unsigned bytes with saturation. */
  @Instruction(
      """
      NP 0F D8 /r  PSUBUSB  Pq, Qq   cpuid=MMX
      66 0F D8 /r  PSUBUSB  Vx, Wx   cpuid=SSE2
      """)
  public static long psubusb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |=
          put(
              saturateUnsigned(unsignedByte(destination, lane) - unsignedByte(source, lane), 8),
              8,
              lane);
    }
    return result;
  }

  /** Subtracts packed unsigned words with saturation. */
  @Instruction(
      """
      NP 0F D9 /r  PSUBUSW  Pq, Qq   cpuid=MMX
      66 0F D9 /r  PSUBUSW  Vx, Wx   cpuid=SSE2
      """)
  public static long psubusw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(
              saturateUnsigned(unsignedWord(destination, lane) - unsignedWord(source, lane), 16),
              16,
              lane);
    }
    return result;
  }

  /** Averages packed unsigned bytes, rounded up. */
  @Instruction(
      """
      NP 0F E0 /r  PAVGB  Pq, Qq   cpuid=SSE
      66 0F E0 /r  PAVGB  Vx, Wx   cpuid=SSE2
      """)
  public static long pavgb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(unsignedByte(destination, lane) + unsignedByte(source, lane) + 1 >> 1, 8, lane);
    }
    return result;
  }

  /** Averages packed unsigned words, rounded up. */
  @Instruction(
      """
      NP 0F E3 /r  PAVGW  Pq, Qq   cpuid=SSE
      66 0F E3 /r  PAVGW  Vx, Wx   cpuid=SSE2
      """)
  public static long pavgw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(unsignedWord(destination, lane) + unsignedWord(source, lane) + 1 >> 1, 16, lane);
    }
    return result;
  }

  /** Sums the absolute differences of eight unsigned bytes. */
  @Instruction(
      """
      NP 0F F6 /r  PSADBW  Pq, Qq   cpuid=SSE
      66 0F F6 /r  PSADBW  Vx, Wx   cpuid=SSE2
      """)
  public static long psadbw(long destination, long source) {
    int sum = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      sum += Math.abs(unsignedByte(destination, lane) - unsignedByte(source, lane));
    }
    return sum;
  }

  /** Absolute values of packed bytes. */
  @Instruction(
      """
      NP 0F 38 1C /r  PABSB  Pq, Qq   cpuid=SSSE3
      66 0F 38 1C /r  PABSB  Vx, Wx   cpuid=SSSE3
      """)
  public static long pabsb(long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(Math.abs(signedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Absolute values of packed words. */
  @Instruction(
      """
      NP 0F 38 1D /r  PABSW  Pq, Qq   cpuid=SSSE3
      66 0F 38 1D /r  PABSW  Vx, Wx   cpuid=SSSE3
      """)
  public static long pabsw(long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(Math.abs(signedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Absolute values of packed doublewords. */
  @Instruction(
      """
      NP 0F 38 1E /r  PABSD  Pq, Qq   cpuid=SSSE3
      66 0F 38 1E /r  PABSD  Vx, Wx   cpuid=SSSE3
      """)
  public static long pabsd(long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(Math.abs(doubleword(source, lane)), 32, lane);
    }
    return result;
  }

  /** Negates packed bytes where the source is negative, and clears them where it is 0. */
  @Instruction(
      """
      NP 0F 38 08 /r  PSIGNB  Pq, Qq   cpuid=SSSE3
      66 0F 38 08 /r  PSIGNB  Vx, Wx   cpuid=SSSE3
      """)
  public static long psignb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |=
          put(signedByte(destination, lane) * Integer.signum(signedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Negates packed words where the source is negative, and clears them where it is 0. */
  @Instruction(
      """
      NP 0F 38 09 /r  PSIGNW  Pq, Qq   cpuid=SSSE3
      66 0F 38 09 /r  PSIGNW  Vx, Wx   cpuid=SSSE3
      """)
  public static long psignw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(signedWord(destination, lane) * Integer.signum(signedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Negates packed doublewords where the source is negative, and clears them where it is 0. */
  @Instruction(
      """
      NP 0F 38 0A /r  PSIGND  Pq, Qq   cpuid=SSSE3
      66 0F 38 0A /r  PSIGND  Vx, Wx   cpuid=SSSE3
      """)
  public static long psignd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |=
          put(doubleword(destination, lane) * Integer.signum(doubleword(source, lane)), 32, lane);
    }
    return result;
  }

  /** Smaller of packed unsigned bytes. */
  @Instruction(
      """
      NP 0F DA /r  PMINUB  Pq, Qq   cpuid=SSE
      66 0F DA /r  PMINUB  Vx, Wx   cpuid=SSE2
      """)
  public static long pminub(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(Math.min(unsignedByte(destination, lane), unsignedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Larger of packed unsigned bytes. */
  @Instruction(
      """
      NP 0F DE /r  PMAXUB  Pq, Qq   cpuid=SSE
      66 0F DE /r  PMAXUB  Vx, Wx   cpuid=SSE2
      """)
  public static long pmaxub(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(Math.max(unsignedByte(destination, lane), unsignedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Smaller of packed signed words. */
  @Instruction(
      """
      NP 0F EA /r  PMINSW  Pq, Qq   cpuid=SSE
      66 0F EA /r  PMINSW  Vx, Wx   cpuid=SSE2
      """)
  public static long pminsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(Math.min(signedWord(destination, lane), signedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Larger of packed signed words. */
  @Instruction(
      """
      NP 0F EE /r  PMAXSW  Pq, Qq   cpuid=SSE
      66 0F EE /r  PMAXSW  Vx, Wx   cpuid=SSE2
      """)
  public static long pmaxsw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |= put(Math.max(signedWord(destination, lane), signedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Smaller of packed signed bytes. */
  @Instruction(
      """
      66 0F 38 38 /r  PMINSB  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pminsb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(Math.min(signedByte(destination, lane), signedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Smaller of packed signed doublewords. */
  @Instruction(
      """
      66 0F 38 39 /r  PMINSD  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pminsd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(Math.min(doubleword(destination, lane), doubleword(source, lane)), 32, lane);
    }
    return result;
  }

  /** Smaller of packed unsigned words. */
  @Instruction(
      """
      66 0F 38 3A /r  PMINUW  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pminuw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(Math.min(unsignedWord(destination, lane), unsignedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Smaller of packed unsigned doublewords. */
  @Instruction(
      """
      66 0F 38 3B /r  PMINUD  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pminud(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |=
          put(
              Math.min(unsignedDoubleword(destination, lane), unsignedDoubleword(source, lane)),
              32,
              lane);
    }
    return result;
  }

  /** Larger of packed signed bytes. */
  @Instruction(
      """
      66 0F 38 3C /r  PMAXSB  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmaxsb(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      result |= put(Math.max(signedByte(destination, lane), signedByte(source, lane)), 8, lane);
    }
    return result;
  }

  /** Larger of packed signed doublewords. */
  @Instruction(
      """
      66 0F 38 3D /r  PMAXSD  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmaxsd(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |= put(Math.max(doubleword(destination, lane), doubleword(source, lane)), 32, lane);
    }
    return result;
  }

  /** Larger of packed unsigned words. */
  @Instruction(
      """
      66 0F 38 3E /r  PMAXUW  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmaxuw(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 16) {
      result |=
          put(Math.max(unsignedWord(destination, lane), unsignedWord(source, lane)), 16, lane);
    }
    return result;
  }

  /** Larger of packed unsigned doublewords. */
  @Instruction(
      """
      66 0F 38 3F /r  PMAXUD  Vx, Wx   cpuid=SSE4_1
      """)
  public static long pmaxud(long destination, long source) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 32) {
      result |=
          put(
              Math.max(unsignedDoubleword(destination, lane), unsignedDoubleword(source, lane)),
              32,
              lane);
    }
    return result;
  }
}
