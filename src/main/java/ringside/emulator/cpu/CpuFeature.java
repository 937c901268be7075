package ringside.emulator.cpu;

/**
 * Feature flags of CPUID by the names of the SDM ("CPUID—CPU Identification"), and where they are
 * reported. A row of the instruction table that says {@code cpuid=NAME} names one of them.
 */
public enum CpuFeature {
  FPU(1, Register.EDX, 0),
  VME(1, Register.EDX, 1),
  DE(1, Register.EDX, 2),
  PSE(1, Register.EDX, 3),
  TSC(1, Register.EDX, 4),
  MSR(1, Register.EDX, 5),
  PAE(1, Register.EDX, 6),
  MCE(1, Register.EDX, 7),
  CX8(1, Register.EDX, 8),
  APIC(1, Register.EDX, 9),
  SEP(1, Register.EDX, 11),
  MTRR(1, Register.EDX, 12),
  PGE(1, Register.EDX, 13),
  MCA(1, Register.EDX, 14),
  CMOV(1, Register.EDX, 15),
  PAT(1, Register.EDX, 16),
  PSE36(1, Register.EDX, 17),
  CLFSH(1, Register.EDX, 19),
  MMX(1, Register.EDX, 23),
  FXSR(1, Register.EDX, 24),
  SSE(1, Register.EDX, 25),
  SSE2(1, Register.EDX, 26),
  SSE3(1, Register.ECX, 0),
  PCLMULQDQ(1, Register.ECX, 1),
  MONITOR(1, Register.ECX, 3),
  VMX(1, Register.ECX, 5),
  SSSE3(1, Register.ECX, 9),
  FMA(1, Register.ECX, 12),
  CMPXCHG16B(1, Register.ECX, 13),
  PCID(1, Register.ECX, 17),
  SSE4_1(1, Register.ECX, 19),
  SSE4_2(1, Register.ECX, 20),
  X2APIC(1, Register.ECX, 21),
  MOVBE(1, Register.ECX, 22),
  POPCNT(1, Register.ECX, 23),
  TSC_DEADLINE(1, Register.ECX, 24),
  AES(1, Register.ECX, 25),
  XSAVE(1, Register.ECX, 26),
  AVX(1, Register.ECX, 28),
  F16C(1, Register.ECX, 29),
  RDRAND(1, Register.ECX, 30),
  FSGSBASE(7, Register.EBX, 0),
  TSC_ADJUST(7, Register.EBX, 1),
  BMI1(7, Register.EBX, 3),
  AVX2(7, Register.EBX, 5),
  SMEP(7, Register.EBX, 7),
  BMI2(7, Register.EBX, 8),
  INVPCID(7, Register.EBX, 10),
  RDSEED(7, Register.EBX, 18),
  ADX(7, Register.EBX, 19),
  SMAP(7, Register.EBX, 20),
  CLFLUSHOPT(7, Register.EBX, 23),
  SHA(7, Register.EBX, 29),
  UMIP(7, Register.ECX, 2),
  PKU(7, Register.ECX, 3),
  RDPID(7, Register.ECX, 22),
  XSAVEOPT(0xD, Register.EAX, 0),
  XSAVEC(0xD, Register.EAX, 1),
  XGETBV_ECX_1(0xD, Register.EAX, 2),
  LAHF_SAHF(0x8000_0001, Register.ECX, 0),
  SVM(0x8000_0001, Register.ECX, 2),
  LZCNT(0x8000_0001, Register.ECX, 5),
  PREFETCHW(0x8000_0001, Register.ECX, 8),
  SYSCALL(0x8000_0001, Register.EDX, 11),
  NX(0x8000_0001, Register.EDX, 20),
  PAGE1GB(0x8000_0001, Register.EDX, 26),
  RDTSCP(0x8000_0001, Register.EDX, 27),
  LM(0x8000_0001, Register.EDX, 29),
  NPT(0x8000_000A, Register.EDX, 0),
  LBRV(0x8000_000A, Register.EDX, 1),
  SVM_LOCK(0x8000_000A, Register.EDX, 2),
  NRIPS(0x8000_000A, Register.EDX, 3),
  VMCB_CLEAN(0x8000_000A, Register.EDX, 5),
  FLUSH_BY_ASID(0x8000_000A, Register.EDX, 6),
  DECODE_ASSISTS(0x8000_000A, Register.EDX, 7),
  PAUSE_FILTER(0x8000_000A, Register.EDX, 10),
  PAUSE_FILTER_THRESHOLD(0x8000_000A, Register.EDX, 12),
  VGIF(0x8000_000A, Register.EDX, 16);

  enum Register {
    EAX,
    EBX,
    ECX,
    EDX
  }

  private final int leaf;
  private final Register register;
  private final int bit;

  CpuFeature(int leaf, Register register, int bit) {
    this.leaf = leaf;
    this.register = register;
    this.bit = bit;
  }

  int leaf() {
    return leaf;
  }

  Register register() {
    return register;
  }

  int mask() {
    return 1 << bit;
  }
}
