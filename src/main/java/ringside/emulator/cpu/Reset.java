package ringside.emulator.cpu;

/** The state after reset (SDM, "Processor State After Reset"). */
final class Reset {
  private static final long SEGMENT_LIMIT = 0xFFFF;
  private static final int LDT_ACCESS = 0x82;
  private static final int TSS_ACCESS = 0x8B;

  private Reset() {}

  static void apply(LogicalProcessor cpu) {
    java.util.Arrays.fill(cpu.registers, 0);
    cpu.registers[LogicalProcessor.RDX] = cpu.model().signature();
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      cpu.segment(i).set(0, 0, SEGMENT_LIMIT, SegmentRegister.REAL_MODE);
    }
    cpu.segment(LogicalProcessor.CS)
        .set(0xF000, 0xFFFF_0000L, SEGMENT_LIMIT, SegmentRegister.REAL_MODE);
    cpu.ldtr().set(0, 0, SEGMENT_LIMIT, LDT_ACCESS);
    cpu.tr().set(0, 0, SEGMENT_LIMIT, TSS_ACCESS);
    cpu.setRip(0xFFF0);
    cpu.setRflags(0, Rflags.DEFINED);
    long cr0 = ControlRegisters.CR0_CD | ControlRegisters.CR0_NW | ControlRegisters.CR0_ET;
    cpu.control().load(new ControlRegisters.Saved(cr0, 0, 0, 0, 0, 0));
  }
}
