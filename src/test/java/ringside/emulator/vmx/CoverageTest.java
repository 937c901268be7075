package ringside.emulator.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.VmEntry;
import ringside.emulator.trace.TraceEvent.VmExit;
import ringside.emulator.trace.TraceEvent.VmxInstruction;
import ringside.emulator.trace.TraceSink;

/**
 * What the cases of {@link GuestCasesTest} and {@link LegacyHostTest} reach: each exit reason, each
 * control that software may set, each check of a VM entry. Whoever adds one of these adds a case.
 */
class CoverageTest {
  /**
   * Reasons that nothing on this machine can cause: one processor has nobody who would send it INIT
   * or a start-up IPI; there is no SMX and no SMM, so that GETSEC and RSM are undefined; memory has
   * no errors; and XSAVES is not there.
   */
  private static final Set<ExitReason> IMPOSSIBLE =
      EnumSet.of(
          ExitReason.INIT_SIGNAL,
          ExitReason.STARTUP_IPI,
          ExitReason.GETSEC,
          ExitReason.RSM,
          ExitReason.MACHINE_CHECK_DURING_ENTRY,
          ExitReason.XSAVES,
          ExitReason.XRSTORS);

  /**
   * Checks that others leave nothing to: outside IA-32e mode the one before forbids an IA-32e mode
   * guest already, and VMWRITE has 32 bits.
   */
  private static final Set<String> NEVER_FIRST =
      Set.of(
          "ENTRY_CONTROLS has no IA-32e mode guest for a 32-bit host",
          "HOST_RIP has bits 63:32 clear for a 32-bit host");

  private static final Set<ExitReason> reasons = EnumSet.noneOf(ExitReason.class);
  private static final Set<VmxControl> controls = EnumSet.noneOf(VmxControl.class);
  private static final Set<EntryCheck> refusals = new HashSet<>();

  @BeforeAll
  static void runEveryCase() {
    for (String file : GuestCasesTest.FILES) {
      VmxGuest guest = VmxGuest.of(file + ".asm");
      Vmx vmx = (Vmx) guest.machine.cpu().virtualization();
      guest.machine.setTrace(new Observer(vmx));
      guest.run();
    }
    LegacyHostTest.rows()
        .map(LegacyHostTest::machine)
        .forEach(machine -> {
          machine.setTrace(new Observer((Vmx) machine.cpu().virtualization()));
          machine.run(LegacyHostTest.LIMIT);
        });
  }

  /** Notes what each VM entry had on, or why it was refused, and what each VM exit was for. */
  private record Observer(Vmx vmx) implements TraceSink {
    @Override
    public void event(TraceEvent event) {
      switch (event) {
        case VmEntry _ -> {
          for (VmxControl control : VmxControl.values()) {
            if (vmx.vmcs().has(control)) {
              controls.add(control);
            }
          }
        }
        case VmExit exit -> {
          ExitReason reason = ExitReason.of((int) exit.reason() & 0xFFFF);
          reasons.add(reason);
          if (reason == ExitReason.INVALID_GUEST_STATE) {
            noteFirst(guestChecks());
          }
        }
        case VmxInstruction e when e.error() == VmInstructionError.ENTRY_INVALID_CONTROL.number() ->
            noteFirst(controlChecks());
        case VmxInstruction e
            when e.error() == VmInstructionError.ENTRY_INVALID_HOST_STATE.number() ->
            noteFirst(HostChecks.HOST);
        default -> {}
      }
    }

    private void noteFirst(List<EntryCheck> checks) {
      boolean injects = vmx.context().injected().valid();
      checks.stream()
          .filter(check -> injects || !ControlChecks.INJECTION.contains(check))
          .filter(check -> !check.condition().holds(vmx.context()))
          .findFirst()
          .ifPresent(refusals::add);
    }

    @Override
    public boolean watchesMemory() {
      return false;
    }

    @Override
    public void store(
        Access access, long linear, long physical, int size, long before, long after) {}

    @Override
    public void load(Access access, long linear, long physical, int size, long value) {}
  }

  private static List<EntryCheck> controlChecks() {
    List<EntryCheck> checks = new ArrayList<>(ControlChecks.CONTROLS);
    checks.addAll(ControlChecks.VIRTUAL_TPR);
    checks.addAll(ControlChecks.INJECTION);
    return checks;
  }

  private static List<EntryCheck> guestChecks() {
    List<EntryCheck> checks = new ArrayList<>(GuestChecks.CONTROL_REGISTERS);
    checks.addAll(SegmentChecks.SEGMENTS);
    checks.addAll(GuestChecks.DESCRIPTOR_TABLES);
    checks.addAll(GuestChecks.RIP_AND_RFLAGS);
    checks.addAll(GuestChecks.NON_REGISTER_STATE);
    return checks;
  }

  @Test
  void everyExitReasonIsProvoked() {
    Set<ExitReason> possible = EnumSet.complementOf(EnumSet.copyOf(IMPOSSIBLE));
    assertThat(reasons).containsExactlyInAnyOrderElementsOf(possible);
  }

  /** What the capability MSRs report as settable does something that a case looks at. */
  @Test
  void everyControlThatMayBeSetIsUsed() {
    VmxCapabilities capabilities = VmxCapabilities.of(VmxGuest.SKYLAKE);
    Set<VmxControl> settable = EnumSet.allOf(VmxControl.class);
    settable.removeIf(control -> !capabilities.permits1(control));
    assertThat(controls).containsExactlyInAnyOrderElementsOf(settable);
  }

  @Test
  void everyCheckOfControlsRefusesAnEntry() {
    assertThat(unprovoked(controlChecks())).isEmpty();
  }

  @Test
  void everyCheckOfHostStateRefusesAnEntry() {
    assertThat(unprovoked(HostChecks.HOST)).isEmpty();
  }

  @Test
  void everyCheckOfGuestStateRefusesAnEntry() {
    assertThat(unprovoked(guestChecks())).isEmpty();
  }

  /** Field and rule of the checks that no case fails first. */
  private static List<String> unprovoked(List<EntryCheck> checks) {
    return checks.stream()
        .filter(check -> !refusals.contains(check))
        .map(check -> check.field() + " " + check.rule())
        .filter(check -> !NEVER_FIRST.contains(check))
        .toList();
  }
}
