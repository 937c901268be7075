package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RBX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Control, debug and model-specific registers, caches and identification. */
public final class SystemRegisters {
  private static final int PERFORMANCE_COUNTERS = 4;

  private SystemRegisters() {}

  /** Loads a control register. */
  @Instruction("0F 22 /r  MOV  Cy, Ry   f64 cpl0 vmx=CR_ACCESS svm=CR_WRITE")
  public static void movToControl(LogicalProcessor cpu, DecodedInstruction instruction) {
    ControlRegisters control = cpu.control();
    long value = cpu.operand(instruction, 1);
    switch (instruction.register(0)) {
      case 0 -> control.writeCr0(value);
      case 2 -> control.setCr2(value);
      case 3 -> control.writeCr3(value);
      case 4 -> control.writeCr4(value);
      case 8 -> control.writeCr8(value);
      default -> throw cpu.fault(Vector.UD);
    }
  }

  /** Stores a control register. */
  @Instruction("0F 20 /r  MOV  Ry, Cy   f64 cpl0 vmx=CR_ACCESS svm=CR_READ")
  public static long movFromControl(LogicalProcessor cpu, DecodedInstruction instruction) {
    ControlRegisters control = cpu.control();
    return switch (instruction.register(1)) {
      case 0 -> control.cr0();
      case 2 -> control.cr2();
      case 3 -> control.cr3();
      case 4 -> control.cr4();
      case 8 -> control.cr8();
      default -> throw cpu.fault(Vector.UD);
    };
  }

  /** Loads a debug register. */
  @Instruction("0F 23 /r  MOV  Dy, Ry   f64 cpl0 vmx=DR_ACCESS svm=DR_WRITE")
  public static void movToDebug(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.debug().write(instruction.register(0), cpu.operand(instruction, 1));
  }

  /** Stores a debug register. */
  @Instruction("0F 21 /r  MOV  Ry, Dy   f64 cpl0 vmx=DR_ACCESS svm=DR_READ")
  public static long movFromDebug(LogicalProcessor cpu, DecodedInstruction instruction) {
    return cpu.debug().read(instruction.register(1));
  }

  /** Loads the low four bits of CR0; PE can be set, not cleared. */
  @Instruction("0F 01 /6  LMSW  Ew   cpl0 vmx=CR_ACCESS svm=CR0_WRITE")
  public static void lmsw(LogicalProcessor cpu, long source) {
    long before = cpu.control().cr0();
    long changeable = 0xE | ~before & ControlRegisters.CR0_PE;
    cpu.control().writeCr0(before & ~changeable | source & changeable);
  }

  /** Stores the low bits of CR0; without UMIP at any privilege. */
  @Instruction("0F 01 /4  SMSW  Rv/Mw   vmx=CR_ACCESS svm=CR0_READ")
  public static long smsw(LogicalProcessor cpu) {
    DescriptorTables.checkUserMode(cpu);
    return cpu.control().cr0();
  }

  /** Clears CR0.TS. */
  @Instruction("0F 06  CLTS   cpl0 vmx=CR_ACCESS svm=CR0_WRITE")
  public static void clts(LogicalProcessor cpu) {
    cpu.control().writeCr0(cpu.control().cr0() & ~ControlRegisters.CR0_TS);
  }

  /** Drops the translation of a page. */
  @Instruction("0F 01 /7 m:  INVLPG  M   cpl0 vmx=INVLPG svm=INVLPG")
  public static void invlpg(LogicalProcessor cpu, DecodedInstruction instruction) {
    long offset = cpu.effectiveAddress(instruction);
    long epoch = cpu.translation().code().epoch();
    cpu.translation().invalidate(cpu.linearAddress(instruction.segment(), offset));
    if (cpu.translation().code().epoch() != epoch) {
      cpu.runState().leaveBlock();
    }
  }

  /**
   * Drops translations by process-context identifier: 0 of an address, 1 of a PCID, 2 all, 3 all
   * but global ones.
   */
  @Instruction(
      """
      66 0F 38 82 /r m:  INVPCID  Gd, Mdq   cpl0 i64 cpuid=INVPCID vmx=INVPCID svm=INVPCID
      66 0F 38 82 /r m:  INVPCID  Gq, Mdq   cpl0 o64 cpuid=INVPCID vmx=INVPCID svm=INVPCID
      """)
  public static void invpcid(LogicalProcessor cpu, DecodedInstruction instruction) {
    int segment = instruction.segment();
    long offset = cpu.effectiveAddress(instruction);
    long pcid = cpu.load(segment, offset, 8);
    long linear = cpu.load(segment, Bits.zeroExtend(offset + 8, instruction.addressSize()), 8);
    long type = cpu.operand(instruction, 0);
    boolean named = Long.compareUnsigned(type, 2) < 0;
    if (Long.compareUnsigned(type, 3) > 0
        || pcid >>> 12 != 0
        || named && pcid != 0 && !cpu.control().has4(ControlRegisters.CR4_PCIDE)) {
      throw cpu.fault(Vector.GP);
    }
    if (type == 0) {
      cpu.requireCanonical(linear);
    }
    if (!named) {
      cpu.translation().flush(type == 2);
    } else if (pcid == cpu.control().pcid()) {
      if (type == 0) {
        cpu.translation().invalidate(linear);
      } else {
        cpu.translation().flush(false);
      }
    }
    cpu.runState().leaveBlock();
  }

  /** Writes back caches, of which there are none. */
  @Instruction(
      """
      0F 08  INVD     cpl0 vmx=INVD svm=INVD
      0F 09  WBINVD   cpl0 vmx=WBINVD svm=WBINVD
      """)
  public static void invalidateCaches() {}

  /** Loads EDX:EAX from the model-specific register that ECX names. */
  @Instruction("0F 32  RDMSR   cpl0 cpuid=MSR vmx=RDMSR svm=MSR")
  public static void rdmsr(LogicalProcessor cpu) {
    setPair(cpu, cpu.msrs().read((int) cpu.register(RCX, 4)));
  }

  /** Stores EDX:EAX in the model-specific register that ECX names. */
  @Instruction("0F 30  WRMSR   cpl0 cpuid=MSR vmx=WRMSR svm=MSR")
  public static void wrmsr(LogicalProcessor cpu) {
    long value = cpu.register(RDX, 4) << 32 | cpu.register(RAX, 4);
    cpu.msrs().write((int) cpu.register(RCX, 4), value);
  }

  /** Loads EDX:EAX with the time-stamp counter: the modelled clock. */
  @Instruction("0F 31  RDTSC   cpuid=TSC vmx=RDTSC svm=RDTSC")
  public static void rdtsc(LogicalProcessor cpu) {
    checkTimeStamp(cpu);
    setPair(cpu, cpu.msrs().timeStampCounter());
  }

  /** RDTSC, and IA32_TSC_AUX in ECX. */
  @Instruction("0F 01 F9  RDTSCP   cpuid=RDTSCP vmx=RDTSCP svm=RDTSCP")
  public static void rdtscp(LogicalProcessor cpu) {
    checkTimeStamp(cpu);
    setPair(cpu, cpu.msrs().timeStampCounter());
    cpu.setRegister(RCX, 4, cpu.msrs().value(ModelSpecificRegisters.IA32_TSC_AUX));
  }

  private static void checkTimeStamp(LogicalProcessor cpu) {
    if (cpu.cpl() != 0 && cpu.control().has4(ControlRegisters.CR4_TSD)) {
      throw cpu.fault(Vector.GP);
    }
  }

  /**
   * Loads a performance counter. Each processor has the four general ones; these count nothing, for
   * no event can be selected: CPUID reports no performance monitoring.
   */
  @Instruction("0F 33  RDPMC   vmx=RDPMC svm=RDPMC")
  public static void rdpmc(LogicalProcessor cpu) {
    boolean allowed = cpu.cpl() == 0 || cpu.control().has4(ControlRegisters.CR4_PCE);
    if (!allowed || cpu.register(RCX, 4) >= PERFORMANCE_COUNTERS) {
      throw cpu.fault(Vector.GP);
    }
    setPair(cpu, 0);
  }

  private static void setPair(LogicalProcessor cpu, long value) {
    cpu.setRegister(RAX, 4, value);
    cpu.setRegister(RDX, 4, value >>> 32);
  }

  /** Tells what the processor is and can do. */
  @Instruction("0F A2  CPUID   vmx=CPUID svm=CPUID")
  public static void cpuid(LogicalProcessor cpu) {
    var leaf = cpu.identify((int) cpu.register(RAX, 4), (int) cpu.register(RCX, 4));
    cpu.setRegister(RAX, 4, leaf.eax());
    cpu.setRegister(RBX, 4, leaf.ebx());
    cpu.setRegister(RCX, 4, leaf.ecx());
    cpu.setRegister(RDX, 4, leaf.edx());
  }

  /** Loads a random number, with CF set as always. */
  @Instruction(
      """
      0F C7 /6 11:  RDRAND  Rv   cpuid=RDRAND vmx=RDRAND
      0F C7 /7 11:  RDSEED  Rv   cpuid=RDSEED vmx=RDSEED
      """)
  public static long rdrand(LogicalProcessor cpu) {
    cpu.alu.setStatusFlags(Alu.CF);
    return cpu.random().next();
  }

  /** Loads IA32_TSC_AUX. */
  @Instruction(
      """
      F3 0F C7 /7 11:  RDPID  Rd   i64 cpuid=RDPID
      F3 0F C7 /7 11:  RDPID  Rq   o64 cpuid=RDPID
      F3 0F C7 /7 11:  RDPID  Rd   o64 synonym cpuid=RDPID
      """)
  public static long rdpid(LogicalProcessor cpu) {
    return cpu.msrs().value(ModelSpecificRegisters.IA32_TSC_AUX);
  }

  /** Loads the base of FS. */
  @Instruction("F3 0F AE /0 11:  RDFSBASE  Ry   o64 cpuid=FSGSBASE")
  public static long rdfsbase(LogicalProcessor cpu) {
    return base(cpu, FS);
  }

  /** Loads the base of GS. */
  @Instruction("F3 0F AE /1 11:  RDGSBASE  Ry   o64 cpuid=FSGSBASE")
  public static long rdgsbase(LogicalProcessor cpu) {
    return base(cpu, GS);
  }

  /** Stores the base of FS. */
  @Instruction("F3 0F AE /2 11:  WRFSBASE  Ry   o64 cpuid=FSGSBASE")
  public static void wrfsbase(LogicalProcessor cpu, long value) {
    setBase(cpu, FS, value);
  }

  /** Stores the base of GS. */
  @Instruction("F3 0F AE /3 11:  WRGSBASE  Ry   o64 cpuid=FSGSBASE")
  public static void wrgsbase(LogicalProcessor cpu, long value) {
    setBase(cpu, GS, value);
  }

  private static long base(LogicalProcessor cpu, int segment) {
    checkBaseAccess(cpu);
    return cpu.segment(segment).base();
  }

  private static void setBase(LogicalProcessor cpu, int segment, long value) {
    checkBaseAccess(cpu);
    cpu.requireCanonical(value);
    cpu.segmentation().setBase(segment, value);
  }

  private static void checkBaseAccess(LogicalProcessor cpu) {
    if (!cpu.control().has4(ControlRegisters.CR4_FSGSBASE)) {
      throw cpu.fault(Vector.UD);
    }
  }

  /** Loads EAX with PKRU, the rights by protection key. */
  @Instruction("NP 0F 01 EE  RDPKRU   cpuid=PKU")
  public static void rdpkru(LogicalProcessor cpu) {
    checkKeyAccess(cpu, cpu.register(RCX, 4));
    cpu.setRegister(RAX, 4, cpu.control().pkru());
    cpu.setRegister(RDX, 4, 0);
  }

  /** Stores EAX in PKRU. */
  @Instruction("NP 0F 01 EF  WRPKRU   cpuid=PKU")
  public static void wrpkru(LogicalProcessor cpu) {
    checkKeyAccess(cpu, cpu.register(RCX, 4) | cpu.register(RDX, 4));
    cpu.control().setPkru((int) cpu.register(RAX, 4));
  }

  private static void checkKeyAccess(LogicalProcessor cpu, long mustBeZero) {
    if (!cpu.control().has4(ControlRegisters.CR4_PKE)) {
      throw cpu.fault(Vector.UD);
    }
    if (mustBeZero != 0) {
      throw cpu.fault(Vector.GP);
    }
  }

  /** Lets explicit accesses to user pages fault again under SMAP. */
  @Instruction("NP 0F 01 CA  CLAC   cpuid=SMAP")
  public static void clac(LogicalProcessor cpu) {
    setAccessFlag(cpu, 0);
  }

  /** Suspends SMAP for explicit accesses. */
  @Instruction("NP 0F 01 CB  STAC   cpuid=SMAP")
  public static void stac(LogicalProcessor cpu) {
    setAccessFlag(cpu, Rflags.AC);
  }

  private static void setAccessFlag(LogicalProcessor cpu, long value) {
    if (cpu.cpl() != 0) {
      throw cpu.fault(Vector.UD);
    }
    cpu.setRflags(value, Rflags.AC);
  }
}
