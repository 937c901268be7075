package ringside.emulator.cpu;

import static ringside.emulator.cpu.CpuFeature.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The processor that a machine has. A model claims only features that the emulator implements:
 * software that asks CPUID gets the truth.
 *
 * @param name as machine descriptions write it
 * @param signature CPUID leaf 1 EAX: family, model, stepping
 * @param brand up to 47 characters
 * @param physicalAddressBits MAXPHYADDR
 */
public record CpuModel(
    String name,
    Vendor vendor,
    int signature,
    String brand,
    int physicalAddressBits,
    Set<CpuFeature> features) {

  /** Whose manual holds where the two differ. */
  public enum Vendor {
    INTEL("GenuineIntel"),
    AMD("AuthenticAMD");

    private final String signature;

    Vendor(String signature) {
      this.signature = signature;
    }

    /** The 12 characters of CPUID leaf 0. */
    String signature() {
      return signature;
    }
  }

  private static final Set<CpuFeature> IMPLEMENTED =
      EnumSet.of(
          FPU,
          VME,
          DE,
          PSE,
          TSC,
          MSR,
          PAE,
          CX8,
          SEP,
          PGE,
          CMOV,
          PAT,
          PSE36,
          CLFSH,
          MMX,
          FXSR,
          SSE,
          SSE2,
          SSE3,
          PCLMULQDQ,
          SSSE3,
          CMPXCHG16B,
          SSE4_1,
          SSE4_2,
          MOVBE,
          POPCNT,
          AES,
          XSAVE,
          XSAVEOPT,
          XSAVEC,
          XGETBV_ECX_1,
          FSGSBASE,
          BMI1,
          SMEP,
          BMI2,
          RDRAND,
          RDSEED,
          ADX,
          SMAP,
          CLFLUSHOPT,
          UMIP,
          LAHF_SAHF,
          LZCNT,
          PREFETCHW,
          SYSCALL,
          NX,
          PAGE1GB,
          RDTSCP,
          LM);

  public static final CpuModel INTEL_SKYLAKE =
      new CpuModel(
          "intel-skylake",
          Vendor.INTEL,
          0x0005_0654,
          "Ringside virtual Intel processor (Skylake)",
          46,
          union(IMPLEMENTED, EnumSet.of(VMX, PCID, INVPCID, TSC_ADJUST)));

  /** The first with VT-x: no EPT, no VPID, and guests always with paging. */
  public static final CpuModel INTEL_PRESCOTT =
      new CpuModel(
          "intel-prescott",
          Vendor.INTEL,
          0x0000_0F64,
          "Ringside virtual Intel processor (Prescott)",
          36,
          EnumSet.of(
              FPU,
              VME,
              PSE,
              TSC,
              MSR,
              PAE,
              CX8,
              SEP,
              PGE,
              CMOV,
              PAT,
              PSE36,
              CLFSH,
              MMX,
              FXSR,
              SSE,
              SSE2,
              SSE3,
              VMX,
              CMPXCHG16B,
              LAHF_SAHF,
              SYSCALL,
              NX,
              LM));

  public static final CpuModel AMD_ZEN =
      new CpuModel(
          "amd-zen",
          Vendor.AMD,
          0x0083_0F10,
          "Ringside virtual AMD processor (Zen 2)",
          48,
          union(
              IMPLEMENTED,
              EnumSet.of(
                  SHA,
                  RDPID,
                  SVM,
                  NPT,
                  LBRV,
                  SVM_LOCK,
                  NRIPS,
                  VMCB_CLEAN,
                  FLUSH_BY_ASID,
                  DECODE_ASSISTS,
                  PAUSE_FILTER,
                  PAUSE_FILTER_THRESHOLD,
                  VGIF)));

  /** The first processor with nested paging. */
  public static final CpuModel AMD_BARCELONA =
      new CpuModel(
          "amd-barcelona",
          Vendor.AMD,
          0x0010_0F23,
          "Ringside virtual AMD processor (Barcelona)",
          48,
          union(
              difference(
                  IMPLEMENTED,
                  EnumSet.of(
                      PCLMULQDQ,
                      SSSE3,
                      SSE4_1,
                      SSE4_2,
                      MOVBE,
                      AES,
                      XSAVE,
                      XSAVEOPT,
                      XSAVEC,
                      XGETBV_ECX_1,
                      FSGSBASE,
                      BMI1,
                      SMEP,
                      BMI2,
                      RDRAND,
                      RDSEED,
                      ADX,
                      SMAP,
                      CLFLUSHOPT,
                      UMIP)),
              EnumSet.of(SVM, NPT, LBRV, SVM_LOCK)));

  /** All models. */
  public static final List<CpuModel> ALL =
      List.of(INTEL_SKYLAKE, INTEL_PRESCOTT, AMD_ZEN, AMD_BARCELONA);

  private static Set<CpuFeature> union(Set<CpuFeature> some, Set<CpuFeature> more) {
    Set<CpuFeature> all = EnumSet.copyOf(some);
    all.addAll(more);
    return all;
  }

  private static Set<CpuFeature> difference(Set<CpuFeature> all, Set<CpuFeature> without) {
    Set<CpuFeature> rest = EnumSet.copyOf(all);
    rest.removeAll(without);
    return rest;
  }

  public CpuModel {
    features = Set.copyOf(features);
  }

  public boolean has(CpuFeature feature) {
    return features.contains(feature);
  }

  /** This model with more features, for tests of instructions that no model has. */
  public CpuModel with(Set<CpuFeature> more) {
    return new CpuModel(name, vendor, signature, brand, physicalAddressBits, union(features, more));
  }
}
