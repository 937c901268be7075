package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Comparison of two strings of up to 16 bytes (SDM, "Interpretation of PCMPESTRI, PCMPESTRM,
 * PCMPISTRI and PCMPISTRM"). The immediate says: bits 1:0 format, 3:2 aggregation, 5:4 polarity, 6
 * output.
 */
public final class PackedString {
  private static final int EQUAL_ANY = 0;
  private static final int RANGES = 1;
  private static final int EQUAL_EACH = 2;

  private PackedString() {}

  /** Strings with lengths in rAX and rDX; the index goes to rCX. */
  @Instruction("66 0F 3A 61 /r ib  PCMPESTRI  Vx, Wx, Ib   cpuid=SSE4_2")
  public static void pcmpestri(LogicalProcessor cpu, DecodedInstruction instruction) {
    index(cpu, instruction, explicit(cpu, instruction));
  }

  /** Strings with lengths in rAX and rDX; the mask goes to XMM0. */
  @Instruction("66 0F 3A 60 /r ib  PCMPESTRM  Vx, Wx, Ib   cpuid=SSE4_2")
  public static void pcmpestrm(LogicalProcessor cpu, DecodedInstruction instruction) {
    mask(cpu, instruction, explicit(cpu, instruction));
  }

  /** Strings that end with a zero; the index goes to rCX. */
  @Instruction("66 0F 3A 63 /r ib  PCMPISTRI  Vx, Wx, Ib   cpuid=SSE4_2")
  public static void pcmpistri(LogicalProcessor cpu, DecodedInstruction instruction) {
    index(cpu, instruction, implicit(cpu, instruction));
  }

  /** Strings that end with a zero; the mask goes to XMM0. */
  @Instruction("66 0F 3A 62 /r ib  PCMPISTRM  Vx, Wx, Ib   cpuid=SSE4_2")
  public static void pcmpistrm(LogicalProcessor cpu, DecodedInstruction instruction) {
    mask(cpu, instruction, implicit(cpu, instruction));
  }

  private static int elements(DecodedInstruction instruction) {
    return (instruction.immediate() & 1) == 0 ? 16 : 8;
  }

  private static int explicit(LogicalProcessor cpu, DecodedInstruction instruction) {
    load(cpu, instruction);
    boolean wide = instruction.operandSize() == 8;
    int limit = elements(instruction);
    return compare(cpu, instruction, length(cpu, RAX, wide, limit), length(cpu, RDX, wide, limit));
  }

  private static int length(LogicalProcessor cpu, int register, boolean wide, int limit) {
    long length = wide ? cpu.register(register, 8) : (int) cpu.register(register, 4);
    return length > -limit && length < limit ? (int) Math.abs(length) : limit;
  }

  private static int implicit(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = load(cpu, instruction);
    return compare(
        cpu,
        instruction,
        terminated(unit.low, unit.high, instruction),
        terminated(unit.sourceLow, unit.sourceHigh, instruction));
  }

  private static Sse load(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    PackedOperands.loadWide(cpu, instruction, 1, false);
    unit.low = unit.low(instruction.register(0));
    unit.high = unit.high(instruction.register(0));
    return unit;
  }

  private static int terminated(long low, long high, DecodedInstruction instruction) {
    int limit = elements(instruction);
    for (int at = 0; at < limit; at++) {
      if (element(low, high, at, instruction) == 0) {
        return at;
      }
    }
    return limit;
  }

  private static int element(long low, long high, int at, DecodedInstruction instruction) {
    int format = (int) instruction.immediate() & 3;
    int width = (format & 1) == 0 ? 8 : 16;
    int bit = at * width;
    long raw = (bit < 64 ? low : high) >>> (bit & 63);
    return switch (format) {
      case 0 -> (int) raw & 0xFF;
      case 1 -> (int) raw & 0xFFFF;
      case 2 -> (byte) raw;
      default -> (short) raw;
    };
  }

  /** Sets the flags and returns the bits of the second string that match. */
  private static int compare(
      LogicalProcessor cpu, DecodedInstruction instruction, int length, int sourceLength) {
    int limit = elements(instruction);
    int control = (int) instruction.immediate();
    int matches = 0;
    for (int at = 0; at < limit; at++) {
      if (matches(cpu.sse(), instruction, at, length, sourceLength)) {
        matches |= 1 << at;
      }
    }
    if ((control & 0x10) != 0) {
      int inverted = (control & 0x20) == 0 ? limit : sourceLength;
      matches ^= (1 << inverted) - 1;
    }
    cpu.alu.setStatusFlags(
        (matches != 0 ? Alu.CF : 0)
            | (sourceLength < limit ? Alu.ZF : 0)
            | (length < limit ? Alu.SF : 0)
            | ((matches & 1) != 0 ? Alu.OF : 0));
    return matches;
  }

  /** Whether element {@code at} of the source matches, before polarity. */
  private static boolean matches(
      Sse unit, DecodedInstruction instruction, int at, int length, int sourceLength) {
    int aggregation = (int) instruction.immediate() >>> 2 & 3;
    return switch (aggregation) {
      case EQUAL_ANY ->
          at < sourceLength && equalAny(unit, instruction, source(unit, instruction, at), length);
      case RANGES ->
          at < sourceLength && inRanges(unit, instruction, source(unit, instruction, at), length);
      case EQUAL_EACH ->
          at < length && at < sourceLength
              ? own(unit, instruction, at) == source(unit, instruction, at)
              : at >= length && at >= sourceLength;
      default -> beginsAt(unit, instruction, at, length, sourceLength);
    };
  }

  private static int own(Sse unit, DecodedInstruction instruction, int at) {
    return element(unit.low, unit.high, at, instruction);
  }

  private static int source(Sse unit, DecodedInstruction instruction, int at) {
    return element(unit.sourceLow, unit.sourceHigh, at, instruction);
  }

  private static boolean equalAny(Sse unit, DecodedInstruction instruction, int value, int length) {
    for (int at = 0; at < length; at++) {
      if (own(unit, instruction, at) == value) {
        return true;
      }
    }
    return false;
  }

  private static boolean inRanges(Sse unit, DecodedInstruction instruction, int value, int length) {
    for (int at = 0; at + 1 < length; at += 2) {
      if (own(unit, instruction, at) <= value && value <= own(unit, instruction, at + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Equal ordered: the first string is found in the source, which may end in the middle of it. */
  private static boolean beginsAt(
      Sse unit, DecodedInstruction instruction, int start, int length, int sourceLength) {
    int limit = elements(instruction);
    for (int at = 0; at < length && start + at < limit; at++) {
      if (start + at >= sourceLength
          || own(unit, instruction, at) != source(unit, instruction, start + at)) {
        return false;
      }
    }
    return true;
  }

  private static void index(LogicalProcessor cpu, DecodedInstruction instruction, int matches) {
    int limit = elements(instruction);
    boolean last = (instruction.immediate() & 0x40) != 0;
    int index =
        last ? 31 - Integer.numberOfLeadingZeros(matches) : Integer.numberOfTrailingZeros(matches);
    cpu.setRegister(RCX, 4, matches == 0 ? limit : index);
  }

  private static void mask(LogicalProcessor cpu, DecodedInstruction instruction, int matches) {
    if ((instruction.immediate() & 0x40) == 0) {
      cpu.sse().set(0, matches, 0);
      return;
    }
    int limit = elements(instruction);
    int width = 128 / limit;
    int half = limit / 2;
    cpu.sse().set(0, expand(matches, width, half), expand(matches >>> half, width, half));
  }

  private static long expand(int matches, int width, int count) {
    long mask = 0;
    for (int at = 0; at < count; at++) {
      mask |= put(-(matches >>> at & 1), width, at * width);
    }
    return mask;
  }
}
