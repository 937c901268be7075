package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.Remainder;
import ringside.emulator.softfloat.SoftFloat;

/** Basic arithmetic of the x87 FPU (SDM, "x87 FPU Basic Arithmetic Instructions"). */
public final class X87Arithmetic {
  private X87Arithmetic() {}

  private enum Operation {
    ADD,
    MULTIPLY,
    SUBTRACT,
    SUBTRACT_REVERSED,
    DIVIDE,
    DIVIDE_REVERSED
  }

  /** Adds; FADDP pops afterwards. */
  @Instruction(
      """
      D8 /0 m:   FADD   Md
      DC /0 m:   FADD   Mq
      DC /0 11:  FADD   STi, ST0
      D8 /0 11:  FADD   ST0, STi
      DE /0 11:  FADDP  STi, ST0
      DA /0 m:   FIADD  Md
      DE /0 m:   FIADD  Mw
      """)
  public static void fadd(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.ADD);
  }

  /** Multiplies; FMULP pops afterwards. */
  @Instruction(
      """
      D8 /1 m:   FMUL   Md
      DC /1 m:   FMUL   Mq
      DC /1 11:  FMUL   STi, ST0
      D8 /1 11:  FMUL   ST0, STi
      DE /1 11:  FMULP  STi, ST0
      DA /1 m:   FIMUL  Md
      DE /1 m:   FIMUL  Mw
      """)
  public static void fmul(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.MULTIPLY);
  }

  /** Subtracts the source from the destination; FSUBP pops afterwards. */
  @Instruction(
      """
      D8 /4 m:   FSUB   Md
      DC /4 m:   FSUB   Mq
      DC /5 11:  FSUB   STi, ST0
      D8 /4 11:  FSUB   ST0, STi
      DE /5 11:  FSUBP  STi, ST0
      DA /4 m:   FISUB  Md
      DE /4 m:   FISUB  Mw
      """)
  public static void fsub(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.SUBTRACT);
  }

  /** Subtracts the destination from the source. */
  @Instruction(
      """
      D8 /5 m:   FSUBR   Md
      DC /5 m:   FSUBR   Mq
      DC /4 11:  FSUBR   STi, ST0
      D8 /5 11:  FSUBR   ST0, STi
      DE /4 11:  FSUBRP  STi, ST0
      DA /5 m:   FISUBR  Md
      DE /5 m:   FISUBR  Mw
      """)
  public static void fsubr(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.SUBTRACT_REVERSED);
  }

  /** Divides the destination by the source; FDIVP pops afterwards. */
  @Instruction(
      """
      D8 /6 m:   FDIV   Md
      DC /6 m:   FDIV   Mq
      DC /7 11:  FDIV   STi, ST0
      D8 /6 11:  FDIV   ST0, STi
      DE /7 11:  FDIVP  STi, ST0
      DA /6 m:   FIDIV  Md
      DE /6 m:   FIDIV  Mw
      """)
  public static void fdiv(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.DIVIDE);
  }

  /** Divides the source by the destination. */
  @Instruction(
      """
      D8 /7 m:   FDIVR   Md
      DC /7 m:   FDIVR   Mq
      DC /6 11:  FDIVR   STi, ST0
      D8 /7 11:  FDIVR   ST0, STi
      DE /6 11:  FDIVRP  STi, ST0
      DA /7 m:   FIDIVR  Md
      DE /7 m:   FIDIVR  Mw
      """)
  public static void fdivr(LogicalProcessor cpu, DecodedInstruction i) {
    run(cpu, i, Operation.DIVIDE_REVERSED);
  }

  private static void run(LogicalProcessor cpu, DecodedInstruction i, Operation operation) {
    X87 fpu = X87Operands.enter(cpu);
    boolean memory = i.hasMemory();
    FloatValue loaded = memory ? memorySource(cpu, i) : FloatValue.INDEFINITE;
    X87Operands.clearC1(cpu, i);
    int destination = memory ? 0 : i.register(0);
    int source = memory ? 0 : i.register(1);
    FloatValue result =
        fpu.isEmpty(destination) || !memory && fpu.isEmpty(source)
            ? fpu.stackUnderflow()
            : compute(operation, fpu.get(destination), memory ? loaded : fpu.get(source), fpu);
    if (fpu.finish()) {
      fpu.set(destination, result);
      if (!memory && (i.opcode() & 7) == 6) {
        fpu.pop();
      }
    }
  }

  private static FloatValue compute(
      Operation operation, FloatValue destination, FloatValue source, X87 fpu) {
    FloatFormat f = fpu.precision();
    FloatEnvironment e = fpu.environment;
    return switch (operation) {
      case ADD -> SoftFloat.add(destination, source, f, e);
      case MULTIPLY -> SoftFloat.multiply(destination, source, f, e);
      case SUBTRACT -> SoftFloat.subtract(destination, source, f, e);
      case SUBTRACT_REVERSED -> SoftFloat.subtract(source, destination, f, e);
      case DIVIDE -> SoftFloat.divide(destination, source, f, e);
      case DIVIDE_REVERSED -> SoftFloat.divide(source, destination, f, e);
    };
  }

  /** D8 single, DC double, DA doubleword integer, DE word integer. */
  static FloatValue memorySource(LogicalProcessor cpu, DecodedInstruction i) {
    return switch (i.opcode()) {
      case 0xD8 -> X87Operands.loadSingle(cpu, i);
      case 0xDC -> X87Operands.loadDouble(cpu, i);
      case 0xDA -> X87Operands.loadInteger(cpu, i, 4);
      default -> X87Operands.loadInteger(cpu, i, 2);
    };
  }

  // ---- one operand -----------------------------------------------------------------------------

  /** Complements the sign of ST(0). */
  @Instruction("D9 E0  FCHS")
  public static void fchs(LogicalProcessor cpu, DecodedInstruction i) {
    changeSign(cpu, i, 0x8000, 0x8000);
  }

  /** Clears the sign of ST(0). */
  @Instruction("D9 E1  FABS")
  public static void fabs(LogicalProcessor cpu, DecodedInstruction i) {
    changeSign(cpu, i, 0x8000, 0);
  }

  private static void changeSign(LogicalProcessor cpu, DecodedInstruction i, int mask, int flip) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    if (fpu.isEmpty(0)) {
      replace(fpu, fpu.stackUnderflow());
      return;
    }
    int image = fpu.signExponent(0);
    fpu.finish();
    fpu.setRaw(0, flip == 0 ? image & ~mask : image ^ flip, fpu.significand(0));
  }

  /** Square root of ST(0). */
  @Instruction("D9 FA  FSQRT")
  public static void fsqrt(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    replace(
        fpu,
        fpu.isEmpty(0)
            ? fpu.stackUnderflow()
            : SoftFloat.squareRoot(fpu.get(0), fpu.precision(), fpu.environment));
  }

  /** Rounds ST(0) to an integer by the rounding-control field. */
  @Instruction("D9 FC  FRNDINT")
  public static void frndint(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    replace(
        fpu,
        fpu.isEmpty(0)
            ? fpu.stackUnderflow()
            : SoftFloat.roundToIntegral(fpu.get(0), fpu.environment.rounding, fpu.environment));
  }

  /** Adds the truncated ST(1) to the exponent of ST(0). */
  @Instruction("D9 FD  FSCALE")
  public static void fscale(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    replace(
        fpu,
        fpu.isEmpty(0) || fpu.isEmpty(1)
            ? fpu.stackUnderflow()
            : Remainder.scale(fpu.get(0), fpu.get(1), FloatFormat.EXTENDED, fpu.environment));
  }

  /** Replaces ST(0) by its exponent and pushes its significand. */
  @Instruction("D9 F4  FXTRACT")
  public static void fxtract(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    Remainder.Parts parts;
    if (fpu.isEmpty(0)) {
      FloatValue response = fpu.stackUnderflow();
      parts = new Remainder.Parts(response, response);
    } else if (!fpu.isEmpty(-1)) {
      FloatValue response = fpu.stackOverflow();
      parts = new Remainder.Parts(response, response);
    } else {
      parts = Remainder.extract(fpu.get(0), fpu.environment);
    }
    if (fpu.finish()) {
      fpu.set(0, parts.exponent());
      fpu.push(parts.significand());
    }
  }

  /** Partial remainder, truncating the quotient. */
  @Instruction("D9 F8  FPREM")
  public static void fprem(LogicalProcessor cpu, DecodedInstruction i) {
    remainder(cpu, i, false);
  }

  /** Partial remainder as IEEE 754 defines it, the quotient rounded to nearest. */
  @Instruction("D9 F5  FPREM1")
  public static void fprem1(LogicalProcessor cpu, DecodedInstruction i) {
    remainder(cpu, i, true);
  }

  private static void remainder(LogicalProcessor cpu, DecodedInstruction i, boolean nearest) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    Remainder.Result result =
        fpu.isEmpty(0) || fpu.isEmpty(1)
            ? new Remainder.Result(fpu.stackUnderflow(), 0, true)
            : Remainder.remainder(fpu.get(0), fpu.get(1), nearest, fpu.environment);
    if (fpu.finish()) {
      fpu.set(0, result.value());
      if (result.value().isNan()) {
        fpu.setConditions(fpu.status() & (X87.C0 | X87.C1 | X87.C3));
      } else {
        int q = result.quotient();
        fpu.setConditions(
            (result.complete() ? 0 : X87.C2)
                | ((q & 4) != 0 ? X87.C0 : 0)
                | ((q & 2) != 0 ? X87.C3 : 0)
                | ((q & 1) != 0 ? X87.C1 : 0));
      }
    }
  }

  private static void replace(X87 fpu, FloatValue result) {
    if (fpu.finish()) {
      fpu.set(0, result);
    }
  }
}
