package ringside.emulator.svm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineSnapshot;

/**
 * Interrupts, injection and what is not switched (AMD APM, "Event Injection", "Interrupt and Local
 * APIC Support", "Global Interrupt Flag"). "Item n" is the list of bugs that make a scenario lie.
 */
class GuestEventsTest {
  private static final long HANDLER = SvmGuest.GUEST + 0x100;
  private static final long IF = 1 << 9;
  private static final long FLAGS = 2;
  private static final long V_IRQ = 1 << 8;
  private static final long V_GIF = 1 << 9;
  private static final long V_GIF_ENABLE = 1 << 25;
  private static final long V_IGN_TPR = 1 << 20;
  private static final long V_INTR_MASKING = 1 << 24;

  private static SvmGuest guest(String program) {
    return new SvmGuest(CpuModel.AMD_ZEN).program(program);
  }

  /** A guest whose handler of {@code vector} halts at an address of its own. */
  private static SvmGuest withHandler(int vector, String program) {
    SvmGuest guest =
        guest(program + "\nhlt\ntimes 0x100 - ($ - $$) nop\nhlt").gate(vector, HANDLER);
    return guest;
  }

  private static void assertHandled(SvmGuest guest) {
    assertEquals("HLT", guest.exit());
    assertEquals(Long.toHexString(HANDLER), Long.toHexString(guest.get(Vmcb.RIP)));
  }

  // Item 1.

  @Test
  void anExitLeavesRipAtTheInstruction() {
    SvmGuest guest = guest("nop\ncpuid").ask(ExitCode.CPUID).run();
    assertEquals(SvmGuest.GUEST + 1, guest.get(Vmcb.RIP));
  }

  @Test
  void onlyAProcessorThatReportsItSavesTheNextRip() {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_BARCELONA).program("cpuid").ask(ExitCode.CPUID);
    guest.put(Vmcb.NEXT_RIP, 8, 0x1234).run();
    assertEquals("CPUID", guest.exit());
    assertEquals(0x1234, guest.get(Vmcb.NEXT_RIP));
  }

  // Item 2.

  @Test
  void theShadowOfStiIsSavedOnExit() {
    SvmGuest guest = guest("sti\ncpuid").ask(ExitCode.CPUID).run();
    assertEquals(1, guest.get(Vmcb.INTERRUPT_SHADOW));
    guest = guest("sti\nnop\ncpuid").ask(ExitCode.CPUID).run();
    assertEquals(0, guest.get(Vmcb.INTERRUPT_SHADOW));
  }

  @Test
  void aShadowInTheVmcbHoldsBackAVirtualInterruptForOneInstruction() {
    SvmGuest guest = withHandler(0x30, "nop\nnop\nnop");
    guest.put(Vmcb.RFLAGS, 8, FLAGS | IF).put(Vmcb.INTERRUPT_SHADOW, 8, 1);
    guest.put(Vmcb.VIRTUAL_INTERRUPT, 8, 0x30L << 32 | V_IRQ | V_IGN_TPR).run();
    assertHandled(guest);
    long frame = guest.get(Vmcb.RSP);
    assertEquals(SvmGuest.GUEST + 1, guest.machine.memory().load(frame, 8));
  }

  // Item 3.

  @Test
  void aPhysicalInterruptLeavesWhateverTheGuestsFlag() {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, TIMER).program("jmp $");
    guest.ask(ExitCode.INTR).put(Vmcb.VIRTUAL_INTERRUPT, 8, V_INTR_MASKING).run();
    assertEquals("INTR", guest.exit());
    assertEquals(0, guest.get(Vmcb.RFLAGS) & IF, "the guest had its own flag off");
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
  }

  @Test
  void withoutMaskingTheGuestsFlagHoldsItBack() {
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, TIMER).program("mov ecx, 500\nloop $\nhlt");
    guest.ask(ExitCode.INTR).run();
    assertEquals("HLT", guest.exit());
  }

  /** A timer that interrupts soon, and VMRUN with interrupts on. */
  private static final String TIMER =
      """
      mov al, 0x11
      out 0x20, al
      mov al, 0x20
      out 0x21, al
      mov al, 4
      out 0x21, al
      mov al, 1
      out 0x21, al
      mov al, 0xFE
      out 0x21, al
      mov al, 0x30
      out 0x43, al
      mov al, 1
      out 0x40, al
      mov al, 0
      out 0x40, al
      mov ecx, 0xC0000080
      rdmsr
      or eax, 0x1000
      wrmsr
      mov eax, 0x300000
      clgi
      sti
      vmrun
      cli
      hlt
      """;

  // Item 4.

  @Test
  void anInterceptedPageFaultLeavesCr2Alone() {
    SvmGuest guest = guest("mov rbx, 0x40001000\nmov al, [rbx]").ask(ExitCode.EXCEPTION + 14);
    guest.put(Vmcb.CR2, 8, 0x77).run();
    assertEquals("EXCP_PF", guest.exit());
    assertEquals(0x77, guest.get(Vmcb.CR2));
    assertEquals(0x4000_1000, guest.get(Vmcb.EXIT_INFO_2));
  }

  // Item 5.

  @Test
  void anExceptionDuringDeliveryKeepsTheFirstEvent() {
    SvmGuest guest = guest("int 0x42").ask(ExitCode.EXCEPTION + 13).run();
    assertEquals("EXCP_GP", guest.exit());
    assertEquals(0x42 * 8 + 2, guest.get(Vmcb.EXIT_INFO_1));
    assertEquals(0x8000_0442L, guest.get(Vmcb.EXIT_INT_INFO));
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
  }

  // Item 6.

  @Test
  void vmrunSwitchesSomeStateAndVmloadTheRest() {
    SvmGuest guest = guest("mov ebx, 5\nmov ecx, 0xC0000082\nmov eax, 7\nxor edx, edx\nwrmsr\nhlt");
    guest.run();
    assertEquals(5, guest.machine.cpu().register(3, 8), "RBX is the guest's");
    assertEquals(7, guest.machine.cpu().msrs().value(0xC000_0082), "and so is LSTAR");
    assertEquals(SvmGuest.VMCB, guest.machine.cpu().register(0, 8), "RAX is the host's");
    assertEquals(7, guest.get(Vmcb.RAX));
    assertEquals(0, guest.get(Vmcb.LSTAR));
  }

  @Test
  void vmsaveStoresWhatVmexitDoesNot() {
    String hypervisor =
        """
        mov ecx, 0xC0000080
        rdmsr
        or eax, 0x1000
        wrmsr
        mov eax, 0x300000
        vmload
        mov ecx, 0xC0000102
        mov eax, 0x5678
        xor edx, edx
        wrmsr
        mov eax, 0x300000
        vmsave
        cli
        hlt
        """;
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, hypervisor);
    guest.put(Vmcb.STAR, 8, 0x0018_0008_0000_0000L).put(Vmcb.LSTAR, 8, 0x8000_0000_0012L).run();
    assertEquals(0x0018_0008_0000_0000L, guest.machine.cpu().msrs().value(0xC000_0081));
    assertEquals(0xFFFF_8000_0000_0012L, guest.get(Vmcb.LSTAR), "made canonical");
    assertEquals(0x5678, guest.get(Vmcb.KERNEL_GS_BASE));
  }

  // Injection.

  @Test
  void anInjectedInterruptIsDeliveredWhateverTheFlag() {
    SvmGuest guest = withHandler(0x30, "nop").put(Vmcb.EVENT_INJECTION, 8, 0x8000_0030L).run();
    assertHandled(guest);
    assertEquals(0, guest.get(Vmcb.EVENT_INJECTION), "#VMEXIT clears all of EVENTINJ");
  }

  @Test
  void anInjectedExceptionPushesItsErrorCode() {
    SvmGuest guest = withHandler(14, "nop");
    guest.put(Vmcb.EVENT_INJECTION, 8, 0x15L << 32 | 0x8000_0B0EL).run();
    assertHandled(guest);
    long frame = guest.get(Vmcb.RSP);
    assertEquals(0x15, guest.machine.memory().load(frame, 8));
    assertEquals(SvmGuest.GUEST, guest.machine.memory().load(frame + 8, 8));
  }

  @Test
  void anInjectedSoftwareInterruptReturnsToTheNextRip() {
    SvmGuest guest = withHandler(0x42, "int 0x42");
    guest
        .put(Vmcb.EVENT_INJECTION, 8, 0x8000_0442L)
        .put(Vmcb.NEXT_RIP, 8, SvmGuest.GUEST + 2)
        .run();
    assertHandled(guest);
    assertEquals(SvmGuest.GUEST + 2, guest.machine.memory().load(guest.get(Vmcb.RSP), 8));
  }

  @Test
  void anInjectionThatFaultsIsReported() {
    SvmGuest guest = guest("nop").ask(ExitCode.EXCEPTION + 13);
    guest.put(Vmcb.EVENT_INJECTION, 8, 0x8000_0030L).run();
    assertEquals("EXCP_GP", guest.exit());
    assertEquals(0x8000_0030L, guest.get(Vmcb.EXIT_INT_INFO));
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
  }

  // Item 10.

  @Test
  void anInjectedNmiBlocksOthersUntilIret() {
    SvmGuest guest = withHandler(2, "nop").put(Vmcb.EVENT_INJECTION, 8, 0x8000_0202L).run();
    assertHandled(guest);
    assertTrue(guest.machine.cpu().runState().nmiBlocked());
    guest = guest("hlt\ntimes 0x100 - ($ - $$) nop\niretq").gate(2, HANDLER);
    guest.put(Vmcb.EVENT_INJECTION, 8, 0x8000_0202L).run();
    assertFalse(guest.machine.cpu().runState().nmiBlocked());
  }

  // Virtual interrupts.

  @Test
  void aVirtualInterruptWaitsForTheFlagAndIsUsedUp() {
    SvmGuest guest = withHandler(0x30, "nop\nsti\nnop\nnop");
    guest.put(Vmcb.VIRTUAL_INTERRUPT, 8, 0x30L << 32 | V_IRQ | V_IGN_TPR).run();
    assertHandled(guest);
    assertEquals(SvmGuest.GUEST + 3, guest.machine.memory().load(guest.get(Vmcb.RSP), 8));
    assertEquals(0, guest.get(Vmcb.VIRTUAL_INTERRUPT) & V_IRQ);
  }

  @Test
  void aVirtualInterruptWaitsForThePriority() {
    SvmGuest guest = withHandler(0x30, "sti\nnop\nnop\nmov eax, 2\nmov cr8, rax\nnop");
    guest.put(Vmcb.VIRTUAL_INTERRUPT, 8, 0x30L << 32 | 3 << 16 | V_INTR_MASKING | V_IRQ | 5).run();
    assertHandled(guest);
    assertEquals(SvmGuest.GUEST + 12, guest.machine.memory().load(guest.get(Vmcb.RSP), 8));
    assertEquals(2, guest.get(Vmcb.VIRTUAL_INTERRUPT) & 0xFF, "V_TPR is what CR8 was");
    assertEquals(0, guest.machine.cpu().control().cr8(), "and the host's is untouched");
  }

  @Test
  void theInterruptWindowIsAnInterceptOfTheVirtualInterrupt() {
    SvmGuest guest = guest("nop\nsti\nnop\nnop\nhlt").ask(ExitCode.VINTR);
    guest.put(Vmcb.VIRTUAL_INTERRUPT, 8, V_IRQ | V_IGN_TPR).run();
    assertEquals("VINTR", guest.exit());
    assertEquals(SvmGuest.GUEST + 3, guest.get(Vmcb.RIP));
    assertEquals(V_IRQ, guest.get(Vmcb.VIRTUAL_INTERRUPT) & V_IRQ);
  }

  @Test
  void withAVirtualGlobalInterruptFlagTheGuestsInstructionsChangeThatAlone() {
    SvmGuest guest = withHandler(0x30, "sti\nnop\nclgi\nnop\nstgi\nnop");
    guest.put(Vmcb.VIRTUAL_INTERRUPT, 8, 0x30L << 32 | V_GIF_ENABLE | V_IRQ | V_IGN_TPR).run();
    assertHandled(guest);
    assertEquals(SvmGuest.GUEST + 9, guest.machine.memory().load(guest.get(Vmcb.RSP), 8));
    assertEquals(V_GIF, guest.get(Vmcb.VIRTUAL_INTERRUPT) & V_GIF);
    guest = guest("stgi\nclgi\nhlt").put(Vmcb.VIRTUAL_INTERRUPT, 8, V_GIF_ENABLE | V_GIF).run();
    assertEquals(0, guest.get(Vmcb.VIRTUAL_INTERRUPT) & V_GIF);
  }

  // System-management interrupts, and GIF in the guest.

  @Test
  void aSystemManagementInterruptLeavesIfItIsAskedFor() {
    SvmGuest guest = guest("hlt").ask(ExitCode.SMI);
    guest.machine.cpu().runState().setSmiPending(true);
    guest.run();
    assertEquals("HLT", guest.exit(), "the host's flag was set, and took it");

    guest = new SvmGuest(CpuModel.AMD_ZEN, CLOSED).program("hlt").ask(ExitCode.SMI);
    while (guest.machine.cpu().runState().globalInterruptFlag()) {
      guest.machine.step();
    }
    guest.machine.cpu().runState().setSmiPending(true);
    guest.run();
    assertEquals("SMI", guest.exit());
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.RIP));
    assertTrue(guest.machine.cpu().runState().smiPending(), "it waits for the host's flag");
  }

  @Test
  void theGuestCanHoldBackEverythingByTheFlagItself() {
    for (boolean stepping : new boolean[] {false, true}) {
      SvmGuest guest = guest("clgi\nnop\nnop\nstgi\nnop").ask(ExitCode.NMI);
      Machine machine = guest.machine;
      while (machine.cpu().rip() != SvmGuest.GUEST + 3) {
        machine.step();
      }
      machine.cpu().runState().setNmiPending(true);
      for (int i = 0; stepping && i < 4; i++) {
        machine.step();
      }
      guest.run();
      assertEquals("NMI", guest.exit());
      assertEquals(SvmGuest.GUEST + 8, guest.get(Vmcb.RIP));
    }
  }

  /** VMRUN with GIF clear. */
  private static final String CLOSED =
      """
      mov ecx, 0xC0000080
      rdmsr
      or eax, 0x1000
      wrmsr
      mov eax, 0x300000
      clgi
      vmrun
      cli
      hlt
      """;

  // Branch records.

  private static final String BRANCHING =
      """
      mov ecx, 0xC0000080
      rdmsr
      or eax, 0x1000
      wrmsr
      mov ecx, 0x1D9
      xor edx, edx
      mov eax, 1
      wrmsr
      jmp there
      nop
      there:
      mov eax, 0x300000
      vmrun
      cli
      hlt
      """;

  @Test
  void withoutVirtualizationBranchRecordsAreShared() {
    SvmGuest guest =
        new SvmGuest(CpuModel.AMD_ZEN, BRANCHING).program("nop\njmp next\nnop\nnext:\nhlt").run();
    assertEquals(1, guest.machine.cpu().msrs().value(0x1D9));
    assertEquals(SvmGuest.GUEST + 1, guest.machine.cpu().msrs().value(0x1DB));
    assertEquals(SvmGuest.GUEST + 4, guest.machine.cpu().msrs().value(0x1DC));
  }

  @Test
  void aGuestCanHaveBranchRecordsOfItsOwn() {
    SvmGuest guest =
        new SvmGuest(CpuModel.AMD_ZEN, BRANCHING).program("nop\njmp next\nnop\nnext:\nhlt");
    guest.put(Vmcb.LBR_VIRTUALIZATION, 8, 1).put(Vmcb.BRANCHES, 8, 1).run();
    assertEquals(SvmGuest.GUEST + 1, guest.get(Vmcb.BRANCHES + 8));
    assertEquals(SvmGuest.GUEST + 4, guest.get(Vmcb.BRANCHES + 16));
    long from = guest.machine.cpu().msrs().value(0x1DB);
    assertEquals(0xEB, guest.machine.memory().load(from, 1), "the host's own short jump");
    assertEquals(from + 3, guest.machine.cpu().msrs().value(0x1DC));
  }

  @Test
  void anExceptionKeepsTheBranchBeforeItAndADebugExceptionEndsTheRecording() {
    SvmGuest guest = withHandler(6, "jmp next\nnop\nnext:\nud2");
    guest.put(Vmcb.LBR_VIRTUALIZATION, 8, 1).put(Vmcb.BRANCHES, 8, 1).run();
    assertHandled(guest);
    assertEquals(SvmGuest.GUEST + 3, guest.get(Vmcb.BRANCHES + 8));
    assertEquals(HANDLER, guest.get(Vmcb.BRANCHES + 16));
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.BRANCHES + 24));
    assertEquals(SvmGuest.GUEST + 3, guest.get(Vmcb.BRANCHES + 32));

    guest = withHandler(1, "jmp next\nnop\nnext:\nint1");
    guest.put(Vmcb.LBR_VIRTUALIZATION, 8, 1).put(Vmcb.BRANCHES, 8, 1).run();
    assertHandled(guest);
    assertEquals(0, guest.get(Vmcb.BRANCHES), "LBR is clear");
    assertEquals(SvmGuest.GUEST, guest.get(Vmcb.BRANCHES + 8));
  }

  @Test
  void withBtfTheTrapFlagTrapsBranchesOnly() {
    SvmGuest guest = guest("nop\nnop\njmp next\nnop\nnext:\nnop\nhlt");
    guest.ask(ExitCode.EXCEPTION + 1).put(Vmcb.RFLAGS, 8, FLAGS | 1 << 8);
    guest.put(Vmcb.LBR_VIRTUALIZATION, 8, 1).put(Vmcb.BRANCHES, 8, 2).run();
    assertEquals("EXCP_DB", guest.exit());
    assertEquals(SvmGuest.GUEST + 5, guest.get(Vmcb.RIP));
  }

  // Modes.

  private static final long LOW = 0x8000;

  /** 64-bit, 32-bit and 16-bit code, real mode, and all the way back. */
  private static final String ALL_MODES =
      """
      lgdt [table]
      jmp far dword [to32]
      bits 32
      in32:
      mov eax, cr0
      btr eax, 31
      mov cr0, eax
      mov ecx, 0xC0000080
      rdmsr
      btr eax, 8
      wrmsr
      mov eax, cr4
      btr eax, 5
      mov cr4, eax
      mov ax, 0x28
      mov ds, ax
      jmp 0x20:in16
      bits 16
      in16:
      mov eax, cr0
      btr eax, 0
      mov cr0, eax
      jmp 0:real
      real:
      vmmcall
      mov eax, cr0
      bts eax, 0
      mov cr0, eax
      jmp dword 0x18:back32
      bits 32
      back32:
      mov eax, cr4
      bts eax, 5
      mov cr4, eax
      mov ecx, 0xC0000080
      rdmsr
      bts eax, 8
      wrmsr
      mov eax, cr0
      bts eax, 31
      mov cr0, eax
      jmp 8:back64
      bits 64
      back64:
      vmmcall
      align 8
      to32: dd in32, 0x18
      table: dw 0x2F
      dq descriptors
      align 8
      descriptors: dq 0, 0xAF9B000000FFFF, 0xCF93000000FFFF, 0xCF9B000000FFFF
      dq 0x8F9B000000FFFF, 0x8F93000000FFFF
      """;

  @Test
  void aGuestGoesThroughEveryModeUnderNestedPaging() {
    String hypervisor =
        """
        mov ecx, 0xC0000080
        rdmsr
        or eax, 0x1800
        wrmsr
        mov eax, 0x300000
        vmrun
        mov rbx, [rax + 0x558]
        mov r8, [rax + 0x4D0]
        mov r9, [rax + 0x548]
        add qword [rax + 0x578], 3
        vmrun
        cli
        hlt
        """;
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, hypervisor).nestedPaging();
    guest.machine.load(LOW, SvmGuest.assemble(LOW, 64, ALL_MODES));
    guest.put(Vmcb.RIP, 8, LOW).put(Vmcb.TLB_CONTROL, 1, 1).ask(ExitCode.VMMCALL).run();
    assertEquals("VMMCALL", guest.exit());
    assertEquals(0, guest.machine.cpu().register(3, 8) & 0x8000_0001L, "real mode: CR0");
    assertEquals(0, guest.machine.cpu().register(8, 8) & 0x500, "real mode: EFER");
    assertEquals(0, guest.machine.cpu().register(9, 8) & 0x20, "real mode: CR4");
    assertEquals(0x8000_0001L, guest.get(Vmcb.CR0) & 0x8000_0001L);
    assertEquals(0x500, guest.get(Vmcb.EFER) & 0x500);
  }

  // The host's own flags.

  @Test
  void aTrapBehindVmrunComesWhenTheGuestHasLeft() {
    String hypervisor =
        """
        mov ecx, 0xC0000080
        rdmsr
        or eax, 0x1000
        wrmsr
        lidt [table]
        mov eax, 0x300000
        pushfq
        or dword [rsp], 0x100
        clgi
        popfq
        vmrun
        behind: hlt
        handler:
        mov rbx, [rsp]
        lea rcx, [rel behind]
        cli
        hlt
        align 16
        gates: times 16 db 0
        dw handler - $$, 8, 0x8E00, 0x10, 0, 0, 0, 0
        table: dw 0x1F
        dq gates
        """;
    SvmGuest guest = new SvmGuest(CpuModel.AMD_ZEN, hypervisor).program("hlt");
    guest.run();
    assertEquals("HLT", guest.exit());
    assertEquals(guest.machine.cpu().register(1, 8), guest.machine.cpu().register(3, 8));
  }

  // PAUSE, time.

  @Test
  void theFilterLetsPausesPass() {
    SvmGuest guest = guest("pause\npause\npause\nhlt").ask(ExitCode.PAUSE);
    guest.put(Vmcb.PAUSE_FILTER_COUNT, 2, 2).run();
    assertEquals("PAUSE", guest.exit());
    assertEquals(SvmGuest.GUEST + 4, guest.get(Vmcb.RIP));
    guest = guest("pause\npause\npause\nhlt").ask(ExitCode.PAUSE);
    guest.put(Vmcb.PAUSE_FILTER_COUNT, 2, 3).run();
    assertEquals("HLT", guest.exit());
  }

  @Test
  void theGuestsTimeIsOffset() {
    SvmGuest guest = guest("rdtsc\nhlt").put(Vmcb.TSC_OFFSET, 8, 0x5000_0000).run();
    assertEquals(0x5000_0000, guest.get(Vmcb.RAX) & 0xFFFF_0000L);
  }

  // Snapshots and engines.

  @Test
  void aSnapshotInsideTheGuestGoesOnAsTheGuest() {
    goesOn(guest("mov ecx, 100\nloop $\ncpuid\nhlt"));
    SvmGuest recorded = guest("mov ecx, 100\nloop $\ncpuid\nhlt");
    goesOn(recorded.put(Vmcb.LBR_VIRTUALIZATION, 8, 1).put(Vmcb.BRANCHES, 8, 1));
    assertEquals(SvmGuest.GUEST + 5, recorded.get(Vmcb.BRANCHES + 8));
  }

  private static void goesOn(SvmGuest guest) {
    guest.ask(ExitCode.CPUID).nestedPaging();
    Machine machine = guest.machine;
    for (int i = 0; i < 30; i++) {
      machine.step();
    }
    assertTrue(machine.cpu().guest() != null);
    MachineSnapshot snapshot = machine.snapshot();
    guest.run();
    var ran = ProcessorState.of(machine.cpu()).numbers();
    long exitCode = guest.get(Vmcb.EXIT_CODE);
    machine.restore(snapshot);
    assertTrue(machine.cpu().guest() != null);
    while (machine.step() != StepResult.HALTED) {
      assertTrue(machine.ticks() < 1000);
    }
    assertEquals(exitCode, guest.get(Vmcb.EXIT_CODE));
    assertEquals(ExitCode.CPUID, exitCode);
    assertEquals(ran, ProcessorState.of(machine.cpu()).numbers());
  }
}
