package ringside.emulator.svm;

import java.util.List;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.Access;
import ringside.emulator.paging.AddressTranslation;
import ringside.emulator.paging.PageWalker;
import ringside.emulator.paging.PagingControls;
import ringside.emulator.paging.PagingMode;
import ringside.emulator.paging.SecondLevel;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;

/**
 * Nested paging (AMD APM, "Nested Paging"): guest-physical addresses are translated by tables of
 * the format that the host uses for itself, as if each access were made at CPL 3. An access to a
 * table of the guest counts as a write.
 */
final class NestedPageTables implements SecondLevel {
  /** EXITINFO1 of a nested page fault: the access was to the final address of a translation. */
  private static final long FINAL_ADDRESS = 1L << 32;

  /** And to a page table of the guest. */
  private static final long TABLE_WALK = 1L << 33;

  private final LogicalProcessor cpu;
  private final SecureVirtualMachine machine;
  private final PagingControls controls = new PagingControls();
  private final PageWalker walker;
  private long refusedAddress;
  private boolean refusedTable;
  private boolean refusedFetch;

  NestedPageTables(LogicalProcessor cpu, PhysicalMemory memory, SecureVirtualMachine machine) {
    this.cpu = cpu;
    this.machine = machine;
    walker = new PageWalker(memory, controls);
    controls.setCapabilities(
        cpu.model().physicalAddressBits(), cpu.model().has(CpuFeature.PAGE1GB), true);
  }

  /** Tables for the guest that is to run, in the paging mode of the host that enters it. */
  void configure(HostState host, long nestedCr3) {
    boolean pae = (host.cr4() & ControlRegisters.CR4_PAE) != 0;
    PagingMode mode =
        (host.efer() & ControlRegisters.EFER_LMA) != 0
            ? PagingMode.FOUR_LEVEL
            : pae ? PagingMode.PAE : PagingMode.BITS_32;
    controls.setMode(mode);
    controls.setPdptesInMemory(true);
    controls.setCr4(
        (host.cr4() & ControlRegisters.CR4_PSE) != 0,
        false,
        (host.cr4() & ControlRegisters.CR4_SMEP) != 0,
        false);
    controls.setNoExecute((host.efer() & ControlRegisters.EFER_NXE) != 0);
    controls.setCr3(nestedCr3);
  }

  @Override
  public long translate(long guestPhysical, int access, boolean table) {
    int kind = access & (Access.WRITE | Access.FETCH) | Access.USER;
    if (table) {
      kind = Access.WRITE | Access.USER;
    }
    walker.setTrace(cpu.trace());
    if (!walker.walkQuietly(guestPhysical, kind)) {
      refusedAddress = guestPhysical;
      refusedTable = table;
      refusedFetch = (access & Access.FETCH) != 0;
      return AddressTranslation.FAULT;
    }
    return walker.frame() | guestPhysical & 0xFFF;
  }

  @Override
  public boolean tableAccessesAreWrites() {
    return true;
  }

  @Override
  public void addReferences(List<NestedPageWalk.Reference> references) {
    walker.addReferences(references);
  }

  @Override
  public RuntimeException exit(long linear) {
    long information = walker.errorCode() | (refusedTable ? TABLE_WALK : FINAL_ADDRESS);
    return machine.nestedPageFault(information, refusedAddress, refusedFetch);
  }
}
