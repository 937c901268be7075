package ringside.emulator.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.paging.PagingControls;

/**
 * The whole state of a processor at an instruction boundary, TLBs included: a stale translation is
 * state too. Immutable.
 */
public final class ProcessorState {
  private static final int PDPTES = 4;

  private final long[] registers;
  private final long rip;
  private final long rflags;
  private final int cpl;
  private final List<Segment> segments = new ArrayList<>();
  private final TableRegister gdtr;
  private final TableRegister idtr;
  private final ControlRegisters.Saved control;
  private final ModelSpecificRegisters.Saved msrs;
  private final long[] memoryTypes;
  private final long[] debug;
  private final long[] branches;
  private final long[] pdptes = new long[PDPTES];
  private final RunState.Saved runState;
  private final X87.State x87;
  private final Sse.State sse;
  private final long xcr0;
  private final int pkru;
  private final long random;
  private final List<AddressTranslation.SavedSpace> spaces;
  private final long space;
  private final long[] virtualization;

  private record Segment(int selector, long base, long limit, int access) {
    static Segment of(SegmentRegister register) {
      return new Segment(register.selector(), register.base(), register.limit(), register.access());
    }

    void copyTo(SegmentRegister register) {
      register.set(selector, base, limit, access);
    }
  }

  private ProcessorState(LogicalProcessor cpu) {
    registers = cpu.registers.clone();
    rip = cpu.rip;
    rflags = cpu.rflags();
    cpl = cpu.cpl();
    for (SegmentRegister register : registersOf(cpu)) {
      segments.add(Segment.of(register));
    }
    gdtr = cpu.gdtr();
    idtr = cpu.idtr();
    control = cpu.control().save();
    msrs = cpu.msrs().save();
    memoryTypes = cpu.msrs().memoryTypes().save();
    debug = cpu.debug().save();
    branches = cpu.branches().save();
    PagingControls paging = cpu.translation().controls();
    for (int i = 0; i < PDPTES; i++) {
      pdptes[i] = paging.pdpte(i);
    }
    runState = cpu.runState().save();
    x87 = cpu.x87().save();
    sse = cpu.sse().save();
    xcr0 = cpu.control().xcr0();
    pkru = cpu.control().pkru();
    random = cpu.random().state();
    spaces = cpu.translation().save();
    space = cpu.translation().spaceTag();
    Virtualization technology = cpu.virtualization();
    virtualization = technology == null ? new long[0] : technology.save();
  }

  private static List<SegmentRegister> registersOf(LogicalProcessor cpu) {
    List<SegmentRegister> all = new ArrayList<>();
    for (int i = LogicalProcessor.ES; i <= LogicalProcessor.GS; i++) {
      all.add(cpu.segment(i));
    }
    all.add(cpu.ldtr());
    all.add(cpu.tr());
    return all;
  }

  /** The state now. */
  public static ProcessorState of(LogicalProcessor cpu) {
    return new ProcessorState(cpu);
  }

  /** Puts a processor of the same model into this state. */
  public void restore(LogicalProcessor cpu) {
    System.arraycopy(registers, 0, cpu.registers, 0, registers.length);
    cpu.rip = rip;
    cpu.setRflags(rflags, Rflags.DEFINED);
    cpu.setCpl(cpl);
    List<SegmentRegister> targets = registersOf(cpu);
    for (int i = 0; i < targets.size(); i++) {
      segments.get(i).copyTo(targets.get(i));
    }
    cpu.setGdtr(gdtr);
    cpu.setIdtr(idtr);
    cpu.msrs().load(msrs);
    cpu.msrs().memoryTypes().restore(memoryTypes);
    cpu.debug().load(debug);
    cpu.branches().load(branches);
    for (int i = 0; i < PDPTES; i++) {
      cpu.translation().controls().setPdpte(i, pdptes[i]);
    }
    cpu.translation().restore(spaces, space);
    cpu.control().load(control);
    cpu.x87().restore(x87);
    cpu.sse().restore(sse);
    cpu.control().loadXcr0(xcr0);
    cpu.control().setPkru(pkru);
    cpu.random().seed(random);
    cpu.runState().restore(runState);
    Virtualization technology = cpu.virtualization();
    if (technology != null) {
      technology.restore(virtualization);
    }
    cpu.refresh();
  }

  /** All of it as numbers in a fixed order, for a digest. */
  public List<Long> numbers() {
    List<Long> all = new ArrayList<>();
    add(all, registers);
    add(all, rip, rflags, cpl);
    for (Segment segment : segments) {
      add(all, segment.selector, segment.base, segment.limit, segment.access);
    }
    add(all, gdtr.base(), gdtr.limit(), idtr.base(), idtr.limit());
    add(all, control.cr0(), control.cr2(), control.cr3(), control.cr4(), control.cr8());
    add(all, control.efer());
    add(all, msrs.sysenterCs(), msrs.sysenterEsp(), msrs.sysenterEip());
    add(all, msrs.star(), msrs.lstar(), msrs.cstar(), msrs.fmask(), msrs.kernelGsBase());
    add(all, msrs.tscAux(), msrs.pat(), msrs.tscOffset());
    if (msrs.miscEnable() != ModelSpecificRegisters.MISC_AFTER_RESET) {
      add(all, msrs.miscEnable());
    }
    add(all, memoryTypes);
    add(all, debug);
    if (Arrays.stream(branches).anyMatch(value -> value != 0)) {
      add(all, branches);
    }
    add(all, pdptes);
    add(all, runState.activity().ordinal(), runState.shadow().ordinal());
    add(
        all,
        runState.pendingDebug(),
        (runState.nmiPending() ? 1 : 0) | (runState.smiPending() ? 2 : 0));
    add(all, runState.nmiBlocked() ? 1 : 0, runState.ticks(), runState.skipped());
    x87.signExponents().forEach(image -> all.add((long) image));
    all.addAll(x87.significands());
    add(all, x87.control(), x87.status(), x87.abridgedTags(), x87.opcode());
    add(all, x87.instructionSelector(), x87.instructionOffset());
    add(all, x87.dataSelector(), x87.dataOffset());
    all.addAll(sse.quadwords());
    add(all, sse.mxcsr(), xcr0, random);
    if (pkru != 0) {
      add(all, pkru);
    }
    for (AddressTranslation.SavedSpace saved : spaces) {
      if (saved.tag() != AddressTranslation.HOST) {
        add(all, saved.tag());
      }
      add(all, saved.data());
      add(all, saved.code());
    }
    if (spaces.size() > 1) {
      add(all, space);
    }
    add(all, virtualization);
    return all;
  }

  private static void add(List<Long> all, long... values) {
    Arrays.stream(values).forEach(all::add);
  }
}
