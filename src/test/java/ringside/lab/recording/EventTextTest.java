package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.Gate;
import ringside.emulator.trace.TraceEvent.VmExit.Technology;
import ringside.emulator.trace.TraceEvent.VmxInstruction.Result;
import ringside.lab.scenario.EventWords;

/** The lines of events are those of the domain reference's event grammar. */
class EventTextTest {
  static Stream<Arguments> grammar() {
    return Stream.of(
        Arguments.of(new TraceEvent.Ring(3, 0, Gate.SYSCALL), "RING 3->0 via SYSCALL"),
        Arguments.of(new TraceEvent.Ring(0, 3, Gate.IRET), "RING 0->3 via IRET"),
        Arguments.of(new TraceEvent.Ring(3, 0, Gate.INTERRUPT), "RING 3->0 via INT"),
        Arguments.of(new TraceEvent.ExceptionRaised(13, 0, 0x401000, 0), "EXC #GP(0) rip=00401000"),
        Arguments.of(
            new TraceEvent.ExceptionRaised(13, 0x102, 0x401000, 0), "EXC #GP(0x102) rip=00401000"),
        Arguments.of(
            new TraceEvent.ExceptionRaised(14, 7, 0x401000, 0x100000),
            "EXC #PF(err=7) cr2=00100000"),
        Arguments.of(new TraceEvent.ExceptionRaised(6, -1, 0x401005, 0), "EXC #UD rip=00401005"),
        Arguments.of(new TraceEvent.SoftwareInterrupt(0x80, 3, 8, 0x100200), "INT 0x80 gate.dpl=3"),
        Arguments.of(new TraceEvent.ExternalInterrupt(0x20, "PIT"), "IRQ 0x20 PIT"),
        Arguments.of(new TraceEvent.Return(Gate.IRET, 0, 3), "IRET 0->3"),
        Arguments.of(new TraceEvent.Return(Gate.SYSRET, 0, 3), "SYSRET 0->3"),
        Arguments.of(new TraceEvent.ControlRegister(3, 0x10000, 0x20000), "CR3 0x10000->0x20000"),
        Arguments.of(
            new TraceEvent.ModelSpecificRegister(0xC0000082, true, 0, 0x100200),
            "MSR C0000082 <- 00100200"),
        Arguments.of(
            new TraceEvent.DescriptorTable(
                TraceEvent.DescriptorTable.Table.IDTR, 0, 0x101000, 0x7FF),
            "LIDT base=00101000 limit=0x7FF"),
        Arguments.of(new TraceEvent.SwapGs(0, 0x101000), "SWAPGS"),
        Arguments.of(new TraceEvent.TlbFlush(true, false, 0), "TLB flush all"),
        Arguments.of(
            new TraceEvent.PageWalk(
                0x401000, List.of(new TraceEvent.PageWalk.Reference(4, 0x1000, 3)), 0x401000),
            "WALK 1D refs=1 00401000->00401000"),
        Arguments.of(new TraceEvent.PortIo(true, 0x3F8, 1, 'H'), "PIO out 0x3F8 'H'"),
        Arguments.of(new TraceEvent.PortIo(true, 0x3F8, 1, '\n'), "PIO out 0x3F8 '\\n'"),
        Arguments.of(new TraceEvent.PortIo(false, 0x3FD, 1, 0x60), "PIO in 0x3FD 0x60"),
        Arguments.of(new TraceEvent.PortIo(true, 0x21, 1, 0x41), "PIO out 0x21 0x41"),
        Arguments.of(new TraceEvent.Halt(false), "HLT IF=0"),
        Arguments.of(vmx("VMXON", Result.SUCCEED, 0), "VMX VMXON ok"),
        Arguments.of(vmx("VMLAUNCH", Result.FAIL_VALID, 7), "VMX VMLAUNCH VMfailValid err=7"),
        Arguments.of(vmx("VMPTRLD", Result.FAIL_INVALID, 0), "VMX VMPTRLD VMfailInvalid"),
        Arguments.of(new TraceEvent.VmEntry("VMLAUNCH", 0x3000, 0x400000, 0), "VMENTRY VMLAUNCH"),
        Arguments.of(
            new TraceEvent.VmEntry("VMRESUME", 0x3000, 0x400000, 0x80000030L),
            "VMENTRY VMRESUME inject=0x80000030"),
        Arguments.of(exit(10, "CPUID", 0, 0, 2, 0), "VMEXIT 10 CPUID qual=0 len=2"),
        Arguments.of(exit(30, "IO", 0x03F80000, 0, 1, 0), "VMEXIT 30 IO qual=0x03F80000 len=1"),
        Arguments.of(exit(28, "CR", 0x303, 0, 3, 0), "VMEXIT 28 CR qual=0x303 len=3"),
        Arguments.of(
            exit(48, "EPT", 0x182, 0xD0000000L, 0, 0), "VMEXIT 48 EPT qual=0x182 gpa=D0000000"),
        Arguments.of(exit(1, "INTR", 0, 0, 0, 0x80000020L), "VMEXIT 1 INTR qual=0 info=0x80000020"),
        Arguments.of(exit(0x80000021L, "", 0, 0, 0, 0), "VMEXIT 0x80000021 qual=0"),
        Arguments.of(svmExit(0x72, "CPUID", 0, 0), "VMEXIT 72h CPUID"),
        Arguments.of(
            svmExit(0x7B, "IOIO", 0x03F80210, 0x400002),
            "VMEXIT 7Bh IOIO info1=0x03F80210 info2=0x00400002"),
        Arguments.of(svmExit(-1, "INVALID", 0, 0), "VMEXIT -1 INVALID"),
        Arguments.of(new TraceEvent.Injection(0x30, 0, -1), "INJECT 0x30"),
        Arguments.of(new TraceEvent.Injection(14, 3, 2), "INJECT 0xE err=2"),
        Arguments.of(
            new TraceEvent.NestedPageWalk(
                0x401000,
                List.of(
                    new TraceEvent.NestedPageWalk.Reference(4, true, 0x9000, 0xA007),
                    new TraceEvent.NestedPageWalk.Reference(4, false, 0x1000, 3)),
                0x5000,
                -1),
            "WALK 2D refs=2 00401000->00005000->fault"));
  }

  private static TraceEvent vmx(String instruction, Result result, int error) {
    return new TraceEvent.VmxInstruction(instruction, 0, 0, result, error);
  }

  private static TraceEvent exit(
      long reason, String name, long qualification, long gpa, int length, long interruption) {
    return new TraceEvent.VmExit(
        Technology.VMX,
        reason,
        name,
        qualification,
        gpa,
        0,
        length,
        interruption,
        0,
        0x3000,
        0x400000);
  }

  private static TraceEvent svmExit(long code, String name, long info1, long info2) {
    return new TraceEvent.VmExit(
        Technology.SVM, code, name, info1, info2, 0, 0, 0, 0, 0x3000, 0x400000);
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void line(TraceEvent event, String line) {
    assertThat(EventText.line(event)).isEqualTo(line);
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void everyLineIsFoundByItsKind(TraceEvent event, String line) {
    assertThat(EventWords.kindOf(line)).isEqualTo(event.kind());
    assertThat(EventWords.matches(event.kind(), event.kind(), line)).isTrue();
    assertThat(EventWords.matches(line, event.kind(), line)).isTrue();
    assertThat(EventWords.matches(line + "0", event.kind(), line)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void fieldsAreThoseThatExpressionsMayName(TraceEvent event, String line) {
    List<String> names = new ArrayList<>(EventWords.FIELDS.get(event.kind()));
    if (event instanceof TraceEvent.PageWalk) {
      names.remove("guestPhysical");
    }
    assertThat(EventText.fields(event).keySet()).containsExactlyElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void aPatternEndsAtTheEndOfAWord(TraceEvent event, String line) {
    String cut = line.substring(0, line.length() - 1);
    boolean wordEnds = !Character.isLetterOrDigit(line.charAt(line.length() - 1));
    assertThat(EventWords.matches(cut, event.kind(), line))
        .isEqualTo(wordEnds || cut.equals(event.kind()));
  }
}
