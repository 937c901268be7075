package ringside.emulator.cpu.instruction;

import java.math.BigInteger;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.SoftFloat;

/** Loads, stores, exchanges and conversions (SDM, "x87 FPU Data Transfer Instructions"). */
public final class X87DataTransfer {
  private X87DataTransfer() {}

  // ---- load ------------------------------------------------------------------------------------

  /** Pushes a single or double converted to double extended precision. */
  @Instruction(
      """
      D9 /0 m:  FLD  Md
      DD /0 m:  FLD  Mq
      """)
  public static void fld(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    FloatValue source =
        i.opcode() == 0xD9 ? X87Operands.loadSingle(cpu, i) : X87Operands.loadDouble(cpu, i);
    X87Operands.clearC1(cpu, i);
    push(
        fpu,
        fpu.isEmpty(-1)
            ? SoftFloat.convert(source, FloatFormat.EXTENDED, fpu.environment)
            : fpu.stackOverflow());
  }

  /** Pushes an 80-bit image as it is. */
  @Instruction("DB /5 m:  FLD  Mt")
  public static void fldExtended(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    long significand = X87Operands.load(cpu, i, 0, 8);
    int signExponent = (int) X87Operands.load(cpu, i, 8, 2);
    X87Operands.clearC1(cpu, i);
    pushRaw(fpu, signExponent, significand);
  }

  /** Pushes a copy of ST(i). */
  @Instruction("D9 /0 11:  FLD  STi")
  public static void fldRegister(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    int source = i.register(0);
    if (fpu.isEmpty(source)) {
      push(fpu, fpu.stackUnderflow());
    } else {
      pushRaw(fpu, fpu.signExponent(source), fpu.significand(source));
    }
  }

  /** Pushes an integer. */
  @Instruction(
      """
      DF /0 m:  FILD  Mw
      DB /0 m:  FILD  Md
      DF /5 m:  FILD  Mq
      """)
  public static void fild(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    FloatValue source = X87Operands.loadInteger(cpu, i, i.size(0));
    X87Operands.clearC1(cpu, i);
    push(fpu, fpu.isEmpty(-1) ? source : fpu.stackOverflow());
  }

  /** Pushes 18 packed decimal digits. */
  @Instruction("DF /4 m:  FBLD  Mt")
  public static void fbld(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    long digits = X87Operands.load(cpu, i, 0, 8);
    int high = (int) X87Operands.load(cpu, i, 8, 2);
    X87Operands.clearC1(cpu, i);
    long magnitude = (high >>> 4 & 0xF) * 10L + (high & 0xF);
    for (int shift = 60; shift >= 0; shift -= 4) {
      magnitude = magnitude * 10 + (digits >>> shift & 0xF);
    }
    boolean negative = (high & 0x8000) != 0;
    FloatValue value = FloatValue.ofInteger(magnitude).withSign(negative);
    push(fpu, fpu.isEmpty(-1) ? value : fpu.stackOverflow());
  }

  private static void push(X87 fpu, FloatValue value) {
    if (fpu.finish()) {
      fpu.push(value);
    }
  }

  private static void pushRaw(X87 fpu, int signExponent, long significand) {
    if (!fpu.isEmpty(-1)) {
      push(fpu, fpu.stackOverflow());
    } else {
      fpu.finish();
      fpu.rotate(-1);
      fpu.setRaw(0, signExponent, significand);
    }
  }

  // ---- store -----------------------------------------------------------------------------------

  /** Stores ST(0) as a single or double; FSTP pops afterwards. */
  @Instruction(
      """
      D9 /2 m:  FST   Md
      DD /2 m:  FST   Mq
      D9 /3 m:  FSTP  Md
      DD /3 m:  FSTP  Mq
      """)
  public static void fst(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    boolean single = i.opcode() == 0xD9;
    int size = single ? 4 : 8;
    X87Operands.probe(cpu, i, 0, size);
    X87Operands.clearC1(cpu, i);
    FloatFormat format = single ? FloatFormat.SINGLE : FloatFormat.DOUBLE;
    FloatValue value =
        fpu.isEmpty(0)
            ? fpu.stackUnderflow()
            : SoftFloat.roundTo(fpu.get(0), format, fpu.environment);
    if (fpu.finishStore()) {
      long image = single ? value.toSingle() & 0xFFFF_FFFFL : value.toDouble();
      X87Operands.store(cpu, i, 0, size, image);
      popIf(fpu, (i.reg() & 1) != 0);
    }
  }

  /** Stores the image of ST(0) and pops it. */
  @Instruction("DB /7 m:  FSTP  Mt")
  public static void fstpExtended(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.probe(cpu, i, 0, 8);
    X87Operands.probe(cpu, i, 8, 2);
    X87Operands.clearC1(cpu, i);
    boolean empty = fpu.isEmpty(0);
    FloatValue response = empty ? fpu.stackUnderflow() : FloatValue.INDEFINITE;
    if (fpu.finish()) {
      long significand = empty ? response.toExtendedSignificand() : fpu.significand(0);
      int signExponent = empty ? response.toExtendedSignExponent() : fpu.signExponent(0);
      X87Operands.store(cpu, i, 0, 8, significand);
      X87Operands.store(cpu, i, 8, 2, signExponent);
      fpu.pop();
    }
  }

  /** Copies ST(0) to ST(i); FSTP pops afterwards. */
  @Instruction(
      """
      DD /2 11:  FST   STi
      DD /3 11:  FSTP  STi
      D9 /3 11:  FSTP  STi   alias
      DF /2 11:  FSTP  STi   alias
      DF /3 11:  FSTP  STi   alias
      """)
  public static void fstRegister(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    int destination = i.register(0);
    if (fpu.isEmpty(0)) {
      FloatValue response = fpu.stackUnderflow();
      if (!fpu.finish()) {
        return;
      }
      fpu.set(destination, response);
    } else {
      fpu.finish();
      fpu.setRaw(destination, fpu.signExponent(0), fpu.significand(0));
    }
    popIf(fpu, !(i.opcode() == 0xDD && (i.reg() & 7) == 2));
  }

  /** Stores ST(0) as an integer, rounded by the rounding-control field; FISTP pops afterwards. */
  @Instruction(
      """
      DF /2 m:  FIST   Mw
      DB /2 m:  FIST   Md
      DF /3 m:  FISTP  Mw
      DB /3 m:  FISTP  Md
      DF /7 m:  FISTP  Mq
      """)
  public static void fist(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    storeInteger(cpu, i, fpu, fpu.environment.rounding, (i.reg() & 1) != 0);
  }

  /** Stores ST(0) as an integer, truncated, and pops it. */
  @Instruction(
      """
      DF /1 m:  FISTTP  Mw   cpuid=SSE3
      DB /1 m:  FISTTP  Md   cpuid=SSE3
      DD /1 m:  FISTTP  Mq   cpuid=SSE3
      """)
  public static void fisttp(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    storeInteger(cpu, i, fpu, Rounding.TOWARD_ZERO, true);
  }

  private static void storeInteger(
      LogicalProcessor cpu, DecodedInstruction i, X87 fpu, Rounding rounding, boolean pops) {
    int size = i.size(0);
    X87Operands.probe(cpu, i, 0, size);
    X87Operands.clearC1(cpu, i);
    long value;
    if (fpu.isEmpty(0)) {
      FloatValue response = fpu.stackUnderflow();
      value = SoftFloat.toInteger(response, size, rounding, fpu.environment);
    } else {
      value = SoftFloat.toInteger(fpu.get(0), size, rounding, fpu.environment);
    }
    if (fpu.finish()) {
      X87Operands.store(cpu, i, 0, size, value);
      popIf(fpu, pops);
    }
  }

  private static final long BCD_LIMIT = 1_000_000_000_000_000_000L;

  /** Stores ST(0) as 18 packed decimal digits and pops it. */
  @Instruction("DF /6 m:  FBSTP  Mt")
  public static void fbstp(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.probe(cpu, i, 0, 8);
    X87Operands.probe(cpu, i, 8, 2);
    X87Operands.clearC1(cpu, i);
    FloatEnvironment e = fpu.environment;
    FloatValue source = fpu.isEmpty(0) ? fpu.stackUnderflow() : fpu.get(0);
    long value = SoftFloat.toInteger(source, 8, e.rounding, e);
    boolean fits = (e.flags & FloatEnvironment.INVALID) == 0 && Math.abs(value) < BCD_LIMIT;
    if (!fits) {
      e.flags = FloatEnvironment.INVALID;
      e.roundedUp = false;
    }
    if (fpu.finish()) {
      long low = 0xC000_0000_0000_0000L;
      long high = 0xFFFF;
      if (fits) {
        BigInteger packed = new BigInteger(Long.toString(Math.abs(value)), 16);
        low = packed.longValue();
        high = packed.shiftRight(64).longValue() | (source.negative() ? 0x8000 : 0);
      }
      X87Operands.store(cpu, i, 0, 8, low);
      X87Operands.store(cpu, i, 8, 2, high);
      fpu.pop();
    }
  }

  private static void popIf(X87 fpu, boolean pops) {
    if (pops) {
      fpu.pop();
    }
  }

  // ---- exchange and conditional move -----------------------------------------------------------

  /** Exchanges ST(0) and ST(i). */
  @Instruction(
      """
      D9 /1 11:  FXCH  STi
      DD /1 11:  FXCH  STi   alias
      DF /1 11:  FXCH  STi   alias
      """)
  public static void fxch(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    int other = i.register(0);
    FloatValue response =
        fpu.isEmpty(0) || fpu.isEmpty(other) ? fpu.stackUnderflow() : FloatValue.INDEFINITE;
    if (!fpu.finish()) {
      return;
    }
    if (fpu.isEmpty(0)) {
      fpu.set(0, response);
    }
    if (fpu.isEmpty(other)) {
      fpu.set(other, response);
    }
    int signExponent = fpu.signExponent(0);
    long significand = fpu.significand(0);
    fpu.setRaw(0, fpu.signExponent(other), fpu.significand(other));
    fpu.setRaw(other, signExponent, significand);
  }

  /** Copies ST(i) to ST(0) if the condition holds. */
  @Instruction(
      """
      DA /0 11:  FCMOVB    ST0, STi   cpuid=CMOV
      DA /1 11:  FCMOVE    ST0, STi   cpuid=CMOV
      DA /2 11:  FCMOVBE   ST0, STi   cpuid=CMOV
      DA /3 11:  FCMOVU    ST0, STi   cpuid=CMOV
      DB /0 11:  FCMOVNB   ST0, STi   cpuid=CMOV
      DB /1 11:  FCMOVNE   ST0, STi   cpuid=CMOV
      DB /2 11:  FCMOVNBE  ST0, STi   cpuid=CMOV
      DB /3 11:  FCMOVNU   ST0, STi   cpuid=CMOV
      """)
  public static void fcmov(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterKeepingC1(cpu);
    X87Operands.remember(cpu, i);
    int source = i.register(1);
    if (fpu.isEmpty(0) || fpu.isEmpty(source)) {
      FloatValue response = fpu.stackUnderflow();
      if (fpu.finish()) {
        fpu.set(0, response);
      }
      return;
    }
    fpu.finish();
    boolean holds =
        switch (i.reg() & 3) {
          case 0 -> cpu.alu.carry();
          case 1 -> cpu.alu.zero();
          case 2 -> cpu.alu.carry() || cpu.alu.zero();
          default -> cpu.alu.parity();
        };
    if (holds == (i.opcode() == 0xDA)) {
      fpu.setRaw(0, fpu.signExponent(source), fpu.significand(source));
    }
  }
}
