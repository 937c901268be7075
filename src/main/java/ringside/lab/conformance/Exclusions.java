package ringside.lab.conformance;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeResult;
import ringside.emulator.isa.Decoder;
import ringside.emulator.machine.InstructionTables;

/**
 * What is not compared, each with its reason: behaviour of the captured silicon that later
 * processors gave up. The user-mode vectors, captured on a current processor, have no exclusions.
 */
final class Exclusions {
  private static final int GENERAL_PROTECTION = 13;
  private static final int LONGEST_286_INSTRUCTION = 10;

  private record Exclusion(Predicate<Case> applies, String reason) {}

  /** A vector and what its code is. */
  private record Case(VectorForm form, RealModeVector vector) {
    boolean opcode(int... opcodes) {
      for (int opcode : opcodes) {
        if (form.opcode() == opcode) {
          return true;
        }
      }
      return false;
    }

    boolean raises(int vectorNumber) {
      int[] exception = vector.x();
      return exception != null && exception[0] == vectorNumber;
    }

    byte[] code() {
      return vector.code(form);
    }

    boolean prefix(int octet) {
      for (int at = 0; isPrefix(code()[at]); at++) {
        if ((code()[at] & 0xFF) == octet) {
          return true;
        }
      }
      return false;
    }

    /** The ModRM byte of a one-byte opcode. */
    int modRm() {
      int at = 0;
      while (isPrefix(code()[at])) {
        at++;
      }
      return code()[at + 1] & 0xFF;
    }

    int reg() {
      return modRm() >>> 3 & 7;
    }

    /** Whether the instruction pops, or addresses the stack segment through BP. */
    boolean readsStack() {
      if (form.opcode() >= 0x58 && form.opcode() <= 0x5F
          || opcode(0x07, 0x17, 0x1F, 0x61, 0x8F, 0x9D, 0xC2, 0xC3, 0xC9, 0xCA, 0xCB, 0xCF)) {
        return true;
      }
      boolean overridden = prefix(0x26) || prefix(0x2E) || prefix(0x3E);
      int addressing = modRm() & 7;
      return !overridden && (addressing == 2 || addressing == 3 || addressing == 6);
    }

    int register(String name) {
      return vector.s().r().getOrDefault(name, 0);
    }

    /** Whether IP of the interrupt frame is the instruction's, as from a fault. */
    boolean interrupts() {
      Map<String, Integer> after = vector.f().r();
      return after.containsKey("cs") && after.containsKey("sp");
    }
  }

  private static final List<Exclusion> OF_286 =
      List.of(
          new Exclusion(
              c -> decode(c) == DecodeResult.Reason.LOCK_PREFIX,
              "286: LOCK is legal on every instruction, later #UD"),
          new Exclusion(
              c -> c.code().length > LONGEST_286_INSTRUCTION,
              "286: an instruction of more than 10 bytes raises #GP, later of more than 15"),
          new Exclusion(
              c ->
                  c.opcode(0x6D, 0x6F, 0xA5, 0xA7, 0xAB, 0xAD, 0xAF)
                      && c.raises(GENERAL_PROTECTION),
              "286: a string instruction that faults has moved its index registers already"),
          new Exclusion(
              c -> c.raises(GENERAL_PROTECTION) && c.readsStack(),
              "286: an operand that leaves the stack segment raises 13, later 12"),
          new Exclusion(
              c -> c.opcode(0xD4) && c.raises(0),
              "286: AAM has set flags when it finds that its base is 0"),
          new Exclusion(
              c -> c.opcode(0x8C, 0x8E) && c.raises(6) && (c.reg() & 6) == 4,
              "286: FS and GS do not exist"),
          new Exclusion(c -> c.opcode(0x9B, 0xD8), "286: captured without an x87"));

  private static final List<Exclusion> OF_8086 =
      List.of(
          new Exclusion(
              c -> c.form.opcode() >= 0x60 && c.form.opcode() <= 0x6F,
              "8086: 60 to 6F are conditional jumps"),
          new Exclusion(c -> c.opcode(0xC0, 0xC1, 0xC8, 0xC9), "8086: C0, C1, C8 and C9 are RET"),
          new Exclusion(c -> c.opcode(0x0F), "8086: 0F is POP CS"),
          new Exclusion(c -> c.opcode(0x54), "8086: PUSH SP pushes the new value"),
          new Exclusion(
              c -> c.opcode(0x8C, 0x8E) && (c.reg() > 3 || c.reg() == 1),
              "8086: MOV takes every segment register number modulo 4, and loads CS"),
          new Exclusion(
              c -> c.opcode(0x8F, 0xC6, 0xC7) && c.reg() != 0,
              "8086: 8F, C6 and C7 ignore ModRM.reg"),
          new Exclusion(
              c -> c.opcode(0xD0, 0xD1, 0xD2, 0xD3) && c.form.digit() == 6,
              "8086: shift 6 sets all bits"),
          new Exclusion(
              c -> c.opcode(0xD2, 0xD3) && (c.register("cx") & 0xFF) > 31,
              "8086: shift counts are not masked"),
          new Exclusion(
              c -> c.form.opcode() >= 0xD8 && c.form.opcode() <= 0xDF,
              "8086: captured without an x87"),
          new Exclusion(
              c -> c.opcode(0xF6, 0xF7, 0xD4) && c.interrupts(),
              "8086: a divide error pushes the address of the next instruction"),
          new Exclusion(
              c -> c.opcode(0xF6, 0xF7) && (c.prefix(0xF2) || c.prefix(0xF3)),
              "8086: REP before a division or multiplication changes the sign of its result"),
          new Exclusion(
              c -> c.opcode(0x37) && (c.register("ax") & 0xFF) > 0xF9,
              "8086: AAA does not carry from AL to AH"),
          new Exclusion(
              c -> c.opcode(0xFE, 0xFF) && c.form.digit() > (c.opcode(0xFE) ? 1 : 6),
              "8086: FE and FF have undocumented forms"));

  private Exclusions() {}

  private static @Nullable Object decode(Case vector) {
    byte[] code = vector.code();
    Decoder decoder = new Decoder(InstructionTables.decodeTable(CpuModel.INTEL_SKYLAKE));
    DecodeResult result = decoder.decode(CodeMode.BITS_16, code, 0, code.length);
    return result instanceof DecodeResult.InvalidOpcode invalid ? invalid.reason() : null;
  }

  private static boolean isPrefix(byte octet) {
    return switch (octet & 0xFF) {
      case 0x26, 0x2E, 0x36, 0x3E, 0xF0, 0xF1, 0xF2, 0xF3 -> true;
      default -> false;
    };
  }

  /** Why a vector is excluded, or null. */
  static @Nullable String reason(VectorForm form, RealModeVector vector) {
    Case vectorCase = new Case(form, vector);
    for (Exclusion exclusion : form.is8086() ? OF_8086 : OF_286) {
      if (exclusion.applies.test(vectorCase)) {
        return exclusion.reason;
      }
    }
    return null;
  }
}
