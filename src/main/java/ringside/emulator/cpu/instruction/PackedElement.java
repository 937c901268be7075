package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.isa.OperandKind;

/** Single elements and masks of packed operands (SDM, "PINSRW", "PEXTRW", "PMOVMSKB", "PMOVSX"). */
public final class PackedElement {
  private PackedElement() {}

  /** Puts a byte into the register. */
  @Instruction("66 0F 3A 20 /r ib  PINSRB  Vx, Rd/Mb, Ib   cpuid=SSE4_1")
  public static void pinsrb(LogicalProcessor cpu, DecodedInstruction instruction) {
    insert(cpu, instruction, 8);
  }

  /** Puts a word into the register. */
  @Instruction(
      """
      NP 0F C4 /r ib  PINSRW  Pq, Rd/Mw, Ib   cpuid=SSE
      66 0F C4 /r ib  PINSRW  Vx, Rd/Mw, Ib   cpuid=SSE2
      """)
  public static void pinsrw(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (PackedOperands.isWide(instruction)) {
      insert(cpu, instruction, 16);
      return;
    }
    X87 fpu = PackedOperands.mmx(cpu);
    long source = cpu.operand(instruction, 1);
    int register = instruction.register(0);
    int lane = ((int) instruction.immediate() & 3) * 16;
    fpu.enterMmx();
    fpu.setMmx(register, fpu.mmx(register) & ~(0xFFFFL << lane) | put(source, 16, lane));
  }

  /** Puts a doubleword into the register. */
  @Instruction("66 0F 3A 22 /r ib  PINSRD  Vx, Ed, Ib   cpuid=SSE4_1")
  public static void pinsrd(LogicalProcessor cpu, DecodedInstruction instruction) {
    insert(cpu, instruction, 32);
  }

  /** Puts a quadword into the register. */
  @Instruction("66 REX.W 0F 3A 22 /r ib  PINSRQ  Vx, Eq, Ib   cpuid=SSE4_1 o64")
  public static void pinsrq(LogicalProcessor cpu, DecodedInstruction instruction) {
    insert(cpu, instruction, 64);
  }

  private static void insert(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.sse(cpu);
    long source = cpu.operand(instruction, 1);
    int register = instruction.register(0);
    int bit = (int) instruction.immediate() * width & 127;
    long mask = put(-1, width, bit & 63);
    long element = put(source, width, bit & 63);
    if (bit < 64) {
      unit.setLow(register, unit.low(register) & ~mask | element);
    } else {
      unit.setHigh(register, unit.high(register) & ~mask | element);
    }
  }

  /** Extracts a byte, zero-extended in a register. */
  @Instruction("66 0F 3A 14 /r ib  PEXTRB  Rd/Mb, Vx, Ib   cpuid=SSE4_1")
  public static void pextrb(LogicalProcessor cpu, DecodedInstruction instruction) {
    extract(cpu, instruction, 8);
  }

  /** Extracts a word, zero-extended in a register. */
  @Instruction(
      """
      66 0F C5 /r 11: ib  PEXTRW  Gd, Ux, Ib      cpuid=SSE2
      66 0F 3A 15 /r ib   PEXTRW  Rd/Mw, Vx, Ib   cpuid=SSE4_1
      """)
  public static void pextrw(LogicalProcessor cpu, DecodedInstruction instruction) {
    extract(cpu, instruction, 16);
  }

  /** Extracts a word of an MMX register, zero-extended. */
  @Instruction("NP 0F C5 /r 11: ib  PEXTRW  Gd, Nq, Ib   cpuid=SSE")
  public static void pextrwMmx(LogicalProcessor cpu, DecodedInstruction instruction) {
    X87 fpu = PackedOperands.mmx(cpu);
    int lane = ((int) instruction.immediate() & 3) * 16;
    cpu.setOperand(instruction, 0, fpu.mmx(instruction.register(1)) >>> lane & 0xFFFF);
    fpu.enterMmx();
  }

  /** Extracts a doubleword, zero-extended in a register. */
  @Instruction(
      """
      66 0F 3A 16 /r ib  PEXTRD     Ed, Vx, Ib      cpuid=SSE4_1
      66 0F 3A 17 /r ib  EXTRACTPS  Ry/Md, Vx, Ib   cpuid=SSE4_1
      """)
  public static void pextrd(LogicalProcessor cpu, DecodedInstruction instruction) {
    extract(cpu, instruction, 32);
  }

  /** Extracts a quadword. */
  @Instruction("66 REX.W 0F 3A 16 /r ib  PEXTRQ  Eq, Vx, Ib   cpuid=SSE4_1 o64")
  public static void pextrq(LogicalProcessor cpu, DecodedInstruction instruction) {
    extract(cpu, instruction, 64);
  }

  private static void extract(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.sse(cpu);
    int register = instruction.register(1);
    int bit = (int) instruction.immediate() * width & 127;
    long half = bit < 64 ? unit.low(register) : unit.high(register);
    cpu.setOperand(instruction, 0, half >>> (bit & 63) & -1L >>> 64 - width);
  }

  /** Copies a single to a place of the register, and clears the places that the immediate says. */
  @Instruction("66 0F 3A 21 /r ib  INSERTPS  Vx, Wss, Ib   cpuid=SSE4_1")
  public static void insertps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int control = (int) instruction.immediate();
    int from = instruction.hasMemory() ? 0 : control >>> 6;
    long single = PackedShuffle.doubleword(unit.sourceLow, unit.sourceHigh, from);
    int to = control >>> 4 & 3;
    for (int element = 0; element < 4; element++) {
      boolean cleared = (control >>> element & 1) != 0;
      if (cleared || element == to) {
        int lane = (element & 1) * 32;
        long mask = 0xFFFF_FFFFL << lane;
        long value = cleared ? 0 : single << lane;
        if (element < 2) {
          unit.low = unit.low & ~mask | value;
        } else {
          unit.high = unit.high & ~mask | value;
        }
      }
    }
    PackedOperands.store(cpu, instruction);
  }

  /** Gathers the signs of packed bytes. */
  @Instruction(
      """
      NP 0F D7 /r 11:  PMOVMSKB  Gd, Nq   cpuid=SSE
      66 0F D7 /r 11:  PMOVMSKB  Gd, Ux   cpuid=SSE2
      """)
  public static void pmovmskb(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (instruction.kind(1) == OperandKind.XMM) {
      signs(cpu, instruction, 8);
    } else {
      X87 fpu = PackedOperands.mmx(cpu);
      cpu.setOperand(instruction, 0, signs(fpu.mmx(instruction.register(1)), 8));
      fpu.enterMmx();
    }
  }

  /** Gathers the signs of packed singles. */
  @Instruction("NP 0F 50 /r 11:  MOVMSKPS  Gy, Ux   cpuid=SSE")
  public static void movmskps(LogicalProcessor cpu, DecodedInstruction instruction) {
    signs(cpu, instruction, 32);
  }

  /** Gathers the signs of packed doubles. */
  @Instruction("66 0F 50 /r 11:  MOVMSKPD  Gy, Ux   cpuid=SSE2")
  public static void movmskpd(LogicalProcessor cpu, DecodedInstruction instruction) {
    signs(cpu, instruction, 64);
  }

  private static void signs(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.sse(cpu);
    int register = instruction.register(1);
    long high = signs(unit.high(register), width) << 64 / width;
    cpu.setOperand(instruction, 0, high | signs(unit.low(register), width));
  }

  private static long signs(long packed, int width) {
    long mask = 0;
    for (int lane = width; lane <= 64; lane += width) {
      mask |= (packed >>> lane - 1 & 1) << lane / width - 1;
    }
    return mask;
  }

  /**
   * Stores at DS:rDI the bytes whose sign in the mask is set. Whatever the mask is, all bytes are
   * checked, the upper half of an XMM register first.
   */
  @Instruction(
      """
      NP 0F F7 /r 11:  MASKMOVQ    Pq, Nq   cpuid=SSE
      66 0F F7 /r 11:  MASKMOVDQU  Vx, Ux   cpuid=SSE2
      """)
  public static void maskmov(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int segment = instruction.segment();
    int size = instruction.addressSize();
    long address = cpu.register(LogicalProcessor.RDI, size);
    if (PackedOperands.isWide(instruction)) {
      long upper = Bits.zeroExtend(address + 8, size);
      cpu.checkStore(segment, upper, 8);
      cpu.checkStore(segment, address, 8);
      storeMasked(cpu, instruction, upper, unit.high, unit.sourceHigh);
    } else {
      cpu.checkStore(segment, address, 8);
      cpu.x87().enterMmx();
    }
    storeMasked(cpu, instruction, address, unit.low, unit.sourceLow);
  }

  private static void storeMasked(
      LogicalProcessor cpu, DecodedInstruction instruction, long address, long value, long mask) {
    for (int at = 0; at < 8; at++) {
      if ((mask >>> at * 8 & 0x80) != 0) {
        long offset = Bits.zeroExtend(address + at, instruction.addressSize());
        cpu.store(instruction.segment(), offset, 1, value >>> at * 8);
      }
    }
  }

  /** Widens packed signed elements. */
  @Instruction(
      """
      66 0F 38 20 /r  PMOVSXBW  Vx, Wq   cpuid=SSE4_1
      66 0F 38 21 /r  PMOVSXBD  Vx, Wd   cpuid=SSE4_1
      66 0F 38 22 /r  PMOVSXBQ  Vx, Ww   cpuid=SSE4_1
      66 0F 38 23 /r  PMOVSXWD  Vx, Wq   cpuid=SSE4_1
      66 0F 38 24 /r  PMOVSXWQ  Vx, Wd   cpuid=SSE4_1
      66 0F 38 25 /r  PMOVSXDQ  Vx, Wq   cpuid=SSE4_1
      """)
  public static void pmovsx(LogicalProcessor cpu, DecodedInstruction instruction) {
    widen(cpu, instruction, true);
  }

  /** Widens packed unsigned elements. */
  @Instruction(
      """
      66 0F 38 30 /r  PMOVZXBW  Vx, Wq   cpuid=SSE4_1
      66 0F 38 31 /r  PMOVZXBD  Vx, Wd   cpuid=SSE4_1
      66 0F 38 32 /r  PMOVZXBQ  Vx, Ww   cpuid=SSE4_1
      66 0F 38 33 /r  PMOVZXWD  Vx, Wq   cpuid=SSE4_1
      66 0F 38 34 /r  PMOVZXWQ  Vx, Wd   cpuid=SSE4_1
      66 0F 38 35 /r  PMOVZXDQ  Vx, Wq   cpuid=SSE4_1
      """)
  public static void pmovzx(LogicalProcessor cpu, DecodedInstruction instruction) {
    widen(cpu, instruction, false);
  }

  private static void widen(LogicalProcessor cpu, DecodedInstruction instruction, boolean signed) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    int kind = instruction.opcode() & 0xF;
    int from = kind < 3 ? 8 : kind < 5 ? 16 : 32;
    int to = kind == 0 ? 16 : kind == 1 || kind == 3 ? 32 : 64;
    long source = unit.sourceLow;
    unit.low = 0;
    unit.high = 0;
    for (int element = 0; element < 128 / to; element++) {
      long raw = source << 64 - from - element * from;
      long value = signed ? raw >> 64 - from : raw >>> 64 - from;
      int lane = element * to;
      if (lane < 64) {
        unit.low |= put(value, to, lane);
      } else {
        unit.high |= put(value, to, lane - 64);
      }
    }
    PackedOperands.store(cpu, instruction);
  }

  /** Finds the smallest unsigned word, and where it is. */
  @Instruction("66 0F 38 41 /r  PHMINPOSUW  Vx, Wx   cpuid=SSE4_1")
  public static void phminposuw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    long smallest = 0x10000;
    int position = 0;
    for (int element = 0; element < 8; element++) {
      long half = element < 4 ? unit.sourceLow : unit.sourceHigh;
      long word = half >>> (element & 3) * 16 & 0xFFFF;
      if (word < smallest) {
        smallest = word;
        position = element;
      }
    }
    unit.set(instruction.register(0), smallest | (long) position << 16, 0);
  }

  /** Sums absolute differences of four bytes of the source with those at eight places. */
  @Instruction("66 0F 3A 42 /r ib  MPSADBW  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void mpsadbw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int control = (int) instruction.immediate();
    long block = PackedShuffle.doubleword(unit.sourceLow, unit.sourceHigh, control & 3);
    int first = (control >>> 2 & 1) * 4;
    long low = unit.low;
    long high = unit.high;
    unit.low = 0;
    unit.high = 0;
    for (int element = 0; element < 8; element++) {
      int sum = 0;
      for (int at = 0; at < 4; at++) {
        int index = first + element + at;
        long half = index < 8 ? low : high;
        int byteOfDestination = (int) (half >>> (index & 7) * 8) & 0xFF;
        sum += Math.abs(byteOfDestination - ((int) (block >>> at * 8) & 0xFF));
      }
      if (element < 4) {
        unit.low |= put(sum, 16, element * 16);
      } else {
        unit.high |= put(sum, 16, element * 16 - 64);
      }
    }
    PackedOperands.store(cpu, instruction);
  }

  /** ZF: no bit of the source is set in the destination; CF: none outside of it. */
  @Instruction("66 0F 38 17 /r  PTEST  Vx, Wx   cpuid=SSE4_1")
  public static void ptest(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    boolean noneIn = (unit.sourceLow & unit.low | unit.sourceHigh & unit.high) == 0;
    boolean noneOut = (unit.sourceLow & ~unit.low | unit.sourceHigh & ~unit.high) == 0;
    cpu.alu.setStatusFlags((noneIn ? Alu.ZF : 0) | (noneOut ? Alu.CF : 0));
  }
}
