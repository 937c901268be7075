package ringside.emulator.cpu.instruction;

import java.util.List;

/** The classes whose annotated methods are the instruction set. */
public final class InstructionSet {
  /** In the order in which the table lists them. */
  public static final List<Class<?>> CLASSES =
      List.of(
          Arithmetic.class,
          Logic.class,
          ShiftAndRotate.class,
          BitAndByte.class,
          BitManipulation.class,
          MultiplyDivide.class,
          Decimal.class,
          Conversion.class,
          DataTransfer.class,
          Exchange.class,
          Stack.class,
          ControlTransfer.class,
          Conditional.class,
          Flags.class,
          Strings.class,
          Checksum.class,
          Miscellaneous.class,
          FarControlTransfer.class,
          InterruptCalls.class,
          FastSystemCalls.class,
          SegmentTransfer.class,
          DescriptorTables.class,
          SystemRegisters.class,
          PortInputOutput.class,
          X87Arithmetic.class,
          X87DataTransfer.class,
          X87Comparison.class,
          X87Constants.class,
          X87Transcendental.class,
          X87Control.class,
          PackedMove.class,
          PackedArithmetic.class,
          PackedMultiply.class,
          PackedLogic.class,
          PackedShift.class,
          PackedHorizontal.class,
          PackedUnpack.class,
          PackedShuffle.class,
          PackedElement.class,
          PackedString.class,
          SseFloat.class,
          SseCompare.class,
          SseConvert.class,
          SseRound.class,
          Aes.class,
          Sha.class,
          ExtendedState.class);

  private InstructionSet() {}
}
