package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.FloatValue;
import ringside.emulator.softfloat.SoftFloat;
import ringside.emulator.softfloat.SoftFloat.Relation;

/** Comparison and classification (SDM, "x87 FPU Comparison Instructions"). */
public final class X87Comparison {
  private X87Comparison() {}

  /** Compares ST(0) with the source; FCOMP pops once. */
  @Instruction(
      """
      D8 /2 m:   FCOM    Md
      DC /2 m:   FCOM    Mq
      D8 /2 11:  FCOM    STi
      DC /2 11:  FCOM    STi   alias
      DA /2 m:   FICOM   Md
      DE /2 m:   FICOM   Mw
      D8 /3 m:   FCOMP   Md
      DC /3 m:   FCOMP   Mq
      D8 /3 11:  FCOMP   STi
      DC /3 11:  FCOMP   STi   alias
      DE /2 11:  FCOMP   STi   alias
      DA /3 m:   FICOMP  Md
      DE /3 m:   FICOMP  Mw
      """)
  public static void fcom(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    boolean memory = i.hasMemory();
    FloatValue loaded = memory ? X87Arithmetic.memorySource(cpu, i) : FloatValue.INDEFINITE;
    X87Operands.clearC1(cpu, i);
    int source = memory ? 0 : i.register(0);
    Relation relation = relation(fpu, source, memory ? loaded : fpu.get(source), false);
    boolean pops = (i.reg() & 1) != 0 || i.opcode() == 0xDE && !memory;
    toConditions(fpu, relation, pops ? 1 : 0);
  }

  /** Compares ST(0) with ST(i), quiet NaNs allowed; FUCOMP pops once. */
  @Instruction(
      """
      DD /4 11:  FUCOM   STi
      DD /5 11:  FUCOMP  STi
      """)
  public static void fucom(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    int source = i.register(0);
    toConditions(fpu, relation(fpu, source, fpu.get(source), true), i.reg() & 1);
  }

  /** Compares ST(0) with ST(1) and pops both. */
  @Instruction(
      """
      DE D9  FCOMPP
      DA E9  FUCOMPP
      """)
  public static void fcompp(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    toConditions(fpu, relation(fpu, 1, fpu.get(1), i.opcode() == 0xDA), 2);
  }

  /** Compares ST(0) with zero. */
  @Instruction("D9 E4  FTST")
  public static void ftst(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enter(cpu);
    X87Operands.clearC1(cpu, i);
    toConditions(fpu, relation(fpu, 0, FloatValue.zero(false), false), 0);
  }

  /** Compares ST(0) with ST(i) into ZF, PF and CF; FCOMIP and FUCOMIP pop once. */
  @Instruction(
      """
      DB /6 11:  FCOMI    ST0, STi   cpuid=CMOV
      DF /6 11:  FCOMIP   ST0, STi   cpuid=CMOV
      DB /5 11:  FUCOMI   ST0, STi   cpuid=CMOV
      DF /5 11:  FUCOMIP  ST0, STi   cpuid=CMOV
      """)
  public static void fcomi(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterKeepingC1(cpu);
    X87Operands.remember(cpu, i);
    int source = i.register(1);
    Relation relation = relation(fpu, source, fpu.get(source), (i.reg() & 7) == 5);
    cpu.alu.setStatusFlags(
        switch (relation) {
          case GREATER -> 0;
          case LESS -> Alu.CF;
          case EQUAL -> Alu.ZF;
          case UNORDERED -> Alu.ZF | Alu.PF | Alu.CF;
        });
    if (fpu.finish() && i.opcode() == 0xDF) {
      fpu.pop();
    }
  }

  /** Says what kind of value ST(0) is. */
  @Instruction("D9 E5  FXAM")
  public static void fxam(LogicalProcessor cpu, DecodedInstruction i) {
    X87 fpu = X87Operands.enterWaiting(cpu);
    X87Operands.remember(cpu, i);
    FloatValue value = fpu.get(0);
    int kind =
        fpu.isEmpty(0)
            ? X87.C3 | X87.C0
            : switch (value.kind()) {
              case UNSUPPORTED -> 0;
              case QUIET_NAN, SIGNALING_NAN -> X87.C0;
              case FINITE -> value.denormal() ? X87.C3 | X87.C2 : X87.C2;
              case INFINITY -> X87.C2 | X87.C0;
              case ZERO -> X87.C3;
            };
    fpu.setConditions(kind | (value.negative() ? X87.C1 : 0));
  }

  private static Relation relation(X87 fpu, int index, FloatValue source, boolean quiet) {
    if (fpu.isEmpty(0) || fpu.isEmpty(index)) {
      FloatValue unused = fpu.stackUnderflow();
      return Relation.UNORDERED;
    }
    return SoftFloat.compare(fpu.get(0), source, quiet, fpu.environment);
  }

  private static void toConditions(X87 fpu, Relation relation, int pops) {
    fpu.setConditions(
        switch (relation) {
          case GREATER -> 0;
          case LESS -> X87.C0;
          case EQUAL -> X87.C3;
          case UNORDERED -> X87.C3 | X87.C2 | X87.C0;
        });
    if (fpu.finish()) {
      for (int n = 0; n < pops; n++) {
        fpu.pop();
      }
    }
  }
}
