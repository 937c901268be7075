package ringside.emulator.isa;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.EncodingResult.Field;
import ringside.emulator.isa.EncodingResult.Part;
import ringside.emulator.isa.EncodingResult.Warning;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.OperandCode.Place;
import ringside.emulator.isa.RowAttributes.Flag;

/** One try: a line, a form, an operand size. */
final class FormEncoder {
  /** The first stage at which all operands are of the right kind. */
  static final int SIZES = 4;

  /** The first stage at which the sizes fit too. */
  static final int ENCODING = 5;

  /** What a try came to. */
  sealed interface Outcome {}

  /**
   * The line fits.
   *
   * @param lossy whether a field is narrower than what is written into it
   * @param guessedSize of a memory operand whose size nothing tells, else 0
   */
  record Fit(Encoding encoding, boolean lossy, int guessedSize) implements Outcome {
    /** Bytes of displacements and immediates. */
    int fieldBytes() {
      return encoding.fields().stream().mapToInt(Field::size).sum();
    }
  }

  /**
   * The line does not fit.
   *
   * @param stage how far it came: the number of the operand whose kind is wrong, or {@link #SIZES},
   *     or {@link #ENCODING}
   * @param error if it is known
   */
  record Misfit(int stage, @Nullable EncodingError error) implements Outcome {}

  private final Form form;
  private final InstructionRow row;
  private final Opcode opcode;
  private final EncodingRequest request;
  private final CodeMode mode;
  private final int operandSize;

  private boolean lossy;
  private int guessedSize;
  private int addressSize;
  private int reg;
  private int rm;
  private int rex;
  private int vvvv;
  private @Nullable AddressForm address;
  private @Nullable Register segment;
  private @Nullable Register highByte;
  private final List<Field> fields = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  FormEncoder(Form form, EncodingRequest request, int operandSize) {
    this.form = form;
    this.request = request;
    this.operandSize = operandSize;
    row = form.row();
    opcode = row.opcode();
    mode = request.mode();
  }

  /** The operand sizes that the form may have in this line. */
  static List<Integer> operandSizes(Form form, EncodingRequest request) {
    boolean wide = request.mode() == CodeMode.BITS_64;
    int natural = request.mode().operandSize();
    if (wide && (form.has(Flag.D64) || form.has(Flag.F64))
        || form.row().opcode().wide() == Opcode.Wide.W1) {
      natural = 8;
    }
    int stated = sizePrefix(request, InstructionPrefix.O16, InstructionPrefix.O64);
    if (stated != 0) {
      return List.of(
          wide && natural == 8 && stated == 4 || form.has(Flag.F64) && wide ? 8 : stated);
    }
    boolean depends = form.row().attributes().operandSizes() != 14;
    for (int i = 0; i < form.operands().size(); i++) {
      OperandCode code = form.operands().get(i);
      Operand operand = request.operands().get(i);
      depends |=
          switch (operand) {
            case RegisterOperand _ -> code.size().followsOperandSize();
            case MemoryOperand _ -> code.memorySize().followsOperandSize();
            case ImmediateOperand immediate -> immediate.size() != 0;
            case FarPointerOperand pointer -> pointer.size() != 0;
          };
      if (operand instanceof MemoryOperand memory && unsizedBranch(form, memory)) {
        return List.of(wide ? 8 : natural);
      }
    }
    if (!depends || form.row().opcode().wide() == Opcode.Wide.W1 || form.has(Flag.F64) && wide) {
      return List.of(natural);
    }
    List<Integer> sizes = new ArrayList<>();
    for (int size = 2; size <= (wide ? 8 : 4); size *= 2) {
      if (!(wide && form.has(Flag.D64) && size == 4)
          && !(form.row().opcode().map().vex() && size == 2)) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  /** Whether it is CALL or JMP through memory of no stated size: it has the default size. */
  private static boolean unsizedBranch(Form form, MemoryOperand operand) {
    return operand.size() == 0
        && form.operands().size() == 1
        && (form.has(Flag.F64) || form.operands().getFirst().size() == OperandSize.P);
  }

  private static int sizePrefix(
      EncodingRequest request, InstructionPrefix first, InstructionPrefix last) {
    for (InstructionPrefix prefix : request.prefixes()) {
      if (prefix.compareTo(first) >= 0 && prefix.compareTo(last) <= 0) {
        return prefix.value();
      }
    }
    return 0;
  }

  Outcome encode() {
    List<OperandCode> codes = form.operands();
    for (int i = 0; i < codes.size(); i++) {
      if (!kindFits(codes.get(i), request.operands().get(i))) {
        return new Misfit(i, null);
      }
    }
    if ((row.attributes().operandSizes() & operandSize) == 0) {
      return new Misfit(SIZES, null);
    }
    for (int i = 0; i < codes.size(); i++) {
      if (!sizeFits(codes.get(i), request.operands().get(i))) {
        return new Misfit(SIZES, null);
      }
    }
    EncodingError error = place();
    return error == null ? emit() : new Misfit(ENCODING, error);
  }

  private boolean kindFits(OperandCode code, Operand operand) {
    Place place = code.place();
    return switch (operand) {
      case RegisterOperand(Register register) ->
          place.kind() == register.kind()
              && switch (place) {
                case FIXED_GENERAL, FIXED_SEGMENT, FIXED_X87, FIXED_XMM ->
                    register.number() == code.number();
                default -> true;
              };
      case MemoryOperand memory ->
          (place == Place.MEMORY || place.registerOrMemory() || place == Place.OFFSET)
              && opcode.form() != Opcode.Form.REGISTER
              && reachFits(code, memory);
      case ImmediateOperand immediate ->
          switch (place) {
            case IMMEDIATE -> true;
            case RELATIVE -> immediate.reach() != Reach.FAR;
            case CONSTANT ->
                immediate.value() == code.number()
                    && immediate.resolution() != Resolution.ADDRESS
                    && immediate.size() == 0;
            default -> false;
          };
      case FarPointerOperand _ -> place == Place.FAR_POINTER;
    };
  }

  private boolean reachFits(OperandCode code, MemoryOperand memory) {
    boolean far = code.size() == OperandSize.P && form.operands().size() == 1;
    return switch (memory.reach()) {
      case FAR -> far;
      case NEAR, ANY -> !far;
      case SHORT -> false;
    };
  }

  private boolean sizeFits(OperandCode code, Operand operand) {
    return switch (operand) {
      case RegisterOperand(Register register) ->
          !register.general() || register.size() == code.size().bytes(operandSize, mode);
      case MemoryOperand memory -> memorySizeFits(code, memory);
      case ImmediateOperand immediate -> immediateFits(code, immediate);
      case FarPointerOperand pointer ->
          operandSize != 8 && (pointer.size() == 0 || pointer.size() == operandSize);
    };
  }

  private boolean memorySizeFits(OperandCode code, MemoryOperand memory) {
    int bytes = code.memorySize().bytes(operandSize, mode);
    return switch (code.memorySize()) {
      case NONE -> true;
      case P, A -> memory.size() == 0 || memory.size() == operandSize;
      case S -> memory.size() == 0 || memory.size() == bytes;
      default -> {
        if (memory.size() == 0 && !unsizedBranch(form, memory)) {
          guessedSize = bytes;
        }
        yield memory.size() == 0 || memory.size() == bytes;
      }
    };
  }

  /** Whether the immediate may go into the field; sets {@link #lossy} where it would be cut. */
  private boolean immediateFits(OperandCode code, ImmediateOperand immediate) {
    int stated = immediate.size();
    long value = immediate.value();
    boolean known = immediate.resolution() != Resolution.ADDRESS;
    if (code.place() == Place.RELATIVE) {
      return relativeFits(code, immediate);
    }
    if (code.place() == Place.CONSTANT) {
      return true;
    }
    switch (code.size()) {
      case BS -> {
        if (stated == 1) {
          return true;
        }
        long cut = operandSize == 2 ? (short) value : (int) value;
        return !immediate.strict()
            && known
            && cut == (byte) cut
            && (stated == 0
                || stated == operandSize
                || stated == 4 && operandSize == 8 && pushes());
      }
      case D -> {
        // zero-extended into a wider register: MOV RAX as MOV EAX
        return !immediate.strict()
            && known
            && value >>> 32 == 0
            && (stated == 0 || stated == operandSize);
      }
      case Z -> {
        if (operandSize == 8) {
          lossy = !known && !pushes() || value != (int) value || immediate.strict() && stated == 8;
          lossy &= stated != 4;
        }
        return stated == 0 || stated == operandSize || stated == 4 && operandSize == 8;
      }
      default -> {
        return stated == 0 || stated == code.size().bytes(operandSize, mode);
      }
    }
  }

  /** Whether the immediate is the only operand: PUSH takes dword for the 64-bit push of one. */
  private boolean pushes() {
    return form.operands().size() == 1 && form.has(Flag.D64);
  }

  private boolean relativeFits(OperandCode code, ImmediateOperand target) {
    boolean byteOnly = code.size() == OperandSize.B;
    return switch (target.reach()) {
      case SHORT -> byteOnly;
      case NEAR -> !byteOnly;
      case ANY, FAR ->
          byteOnly
              ? target.size() == 0 && !target.strict()
              : target.size() == 0 || target.size() == operandSize;
    };
  }

  /** Puts the operands into ModRM, SIB, REX and VEX. */
  private @Nullable EncodingError place() {
    addressSize = mode.addressSize();
    int stated = sizePrefix(request, InstructionPrefix.A16, InstructionPrefix.A64);
    if (stated != 0) {
      addressSize = stated;
    } else if (row.attributes().addressSizes() != 14) {
      addressSize = row.attributes().addressSizes();
    }
    boolean separateRm = false;
    for (int i = 0; i < form.operands().size(); i++) {
      OperandCode code = form.operands().get(i);
      separateRm |= code.place().registerOrMemory() || code.place().registerOnly();
      EncodingError error =
          switch (request.operands().get(i)) {
            case RegisterOperand(Register register) -> placeRegister(code.place(), register);
            case MemoryOperand memory -> placeMemory(code.place(), memory, stated);
            case ImmediateOperand _, FarPointerOperand _ -> null;
          };
      if (error != null) {
        return error;
      }
    }
    if (opcode.modRm() == Opcode.ModRm.REG && !separateRm && address == null) {
      // IMUL of a register by a number: the register stands in both fields
      rm = reg;
      rex |= (rex & 4) >> 2;
    }
    return null;
  }

  private @Nullable EncodingError placeRegister(Place place, Register register) {
    if (register.general()) {
      if (register.highByte()) {
        highByte = register;
      } else if (register.needsRex() && register.size() == 1) {
        rex |= 0x40;
      }
    }
    int number = register.highByte() ? register.number() - 12 : register.number();
    switch (place) {
      case REG_GENERAL, REG_CONTROL, REG_DEBUG, REG_SEGMENT, REG_MMX, REG_XMM -> {
        reg = number & 7;
        rex |= (number & 8) >> 1;
      }
      case VEX_GENERAL, VEX_XMM -> vvvv = number;
      case FIXED_GENERAL, FIXED_SEGMENT, FIXED_X87, FIXED_XMM -> {}
      default -> {
        rm = number & 7;
        rex |= number >> 3;
      }
    }
    boolean nopByte = opcode.value() == 0x90 && opcode.map() == Opcode.Map.ONE_BYTE;
    if (nopByte
        && mode == CodeMode.BITS_64
        && operandSize == 4
        && place == Place.OPCODE_GENERAL
        && number == 0) {
      // 90 would not clear the upper half, as XCHG EAX, EAX does
      return new EncodingError.SizeMismatch(form.mnemonic(), List.of(4, 4), List.of());
    }
    return null;
  }

  private @Nullable EncodingError placeMemory(Place place, MemoryOperand memory, int forced) {
    switch (AddressForm.of(memory.address(), mode, forced, request.defaultRelative())) {
      case Addressing.Impossible(EncodingError.BadAddress error) -> {
        return error;
      }
      case AddressForm chosen -> address = chosen;
    }
    addressSize = address.addressSize();
    segment = memory.address().segment();
    rex |= address.rex();
    boolean offset64 = mode == CodeMode.BITS_64 && memory.address().displacementSize() == 8;
    if (place == Place.OFFSET) {
      boolean ours = mode != CodeMode.BITS_64 || addressSize == 4 || offset64;
      if (address.registers() || address.relative() || !ours) {
        return new EncodingError.BadAddress("an offset alone is needed", "remove the registers");
      }
    } else if (offset64) {
      lossy = true;
    }
    return null;
  }

  private Outcome emit() {
    boolean wide = mode == CodeMode.BITS_64;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(DecodedInstruction.MAXIMUM_LENGTH);
    boolean override = operandSize == 2 ? mode != CodeMode.BITS_16 : mode == CodeMode.BITS_16;
    boolean forced64 = wide && (form.has(Flag.D64) || form.has(Flag.F64));
    boolean w = operandSize == 8 && !forced64 || opcode.wide() == Opcode.Wide.W1;
    int stated = sizePrefix(request, InstructionPrefix.O16, InstructionPrefix.O64);
    if (stated != 0 && wide) {
      override = stated == 2;
      w |= stated == 8;
    }
    if (systemWord()) {
      w = false;
    }
    if (opcode.map().vex()) {
      override = false;
    }
    if (override && opcode.prefix() == Opcode.MandatoryPrefix.NONE && stated == 0) {
      return new Misfit(SIZES, null);
    }
    prefixes(bytes, override);
    rex |= w ? 0x48 : 0;
    if (opcode.map().vex()) {
      vex(bytes, w);
    } else {
      EncodingError error = rexAndEscape(bytes);
      if (error != null) {
        return new Misfit(ENCODING, error);
      }
    }
    int low = opcode.block() == Opcode.Block.REGISTER ? rm : form.condition();
    bytes.write(opcode.value() + low);
    modRm(bytes);
    immediates(bytes);
    return finish(bytes.toByteArray());
  }

  /** Whether a register takes a 16-bit system value: NASM spares the REX.W of MOV RAX, DS. */
  private boolean systemWord() {
    OperandCode first = form.operands().isEmpty() ? null : form.operands().getFirst();
    return first != null
        && first.size() == OperandSize.V
        && first.memorySize() == OperandSize.W
        && request.operands().getFirst() instanceof RegisterOperand;
  }

  private void prefixes(ByteArrayOutputStream bytes, boolean override) {
    for (int group = 0; group < 4; group++) {
      for (InstructionPrefix prefix : request.prefixes()) {
        if (prefix.group() == group) {
          bytes.write(prefix.value());
        }
      }
      if (group == 3 && segment != null) {
        bytes.write(segmentPrefix(segment.number()));
      }
    }
    if (override && opcode.prefix() != Opcode.MandatoryPrefix.P66) {
      bytes.write(0x66);
    }
    if (addressSize != mode.addressSize()) {
      bytes.write(0x67);
    }
    if (!opcode.map().vex()) {
      switch (opcode.prefix()) {
        case ANY, NONE -> {}
        case P66 -> bytes.write(0x66);
        case PF3 -> bytes.write(0xF3);
        case PF2 -> bytes.write(0xF2);
      }
    }
    if (request.prefixes().contains(InstructionPrefix.LOCK)
        && !(form.has(Flag.LOCK) && address != null)) {
      warnings.add(
          new Warning(-1, "LOCK needs an instruction that changes memory; this one raises #UD"));
    }
  }

  private static int segmentPrefix(int segment) {
    return segment < 4 ? 0x26 | segment << 3 : 0x60 | segment;
  }

  private @Nullable EncodingError rexAndEscape(ByteArrayOutputStream bytes) {
    if (rex != 0) {
      if (highByte != null) {
        return new EncodingError.HighByteWithRex(highByte);
      }
      bytes.write(0x40 | rex);
    }
    switch (opcode.map()) {
      case M0F -> bytes.write(0x0F);
      case M0F38, M0F3A -> {
        bytes.write(0x0F);
        bytes.write(opcode.map() == Opcode.Map.M0F38 ? 0x38 : 0x3A);
      }
      case ONE_BYTE, VEX_0F, VEX_0F38, VEX_0F3A -> {}
    }
    return null;
  }

  private void vex(ByteArrayOutputStream bytes, boolean w) {
    int select = opcode.map().ordinal() - Opcode.Map.VEX_0F.ordinal() + 1;
    int prefix =
        switch (opcode.prefix()) {
          case ANY, NONE -> 0;
          case P66 -> 1;
          case PF3 -> 2;
          case PF2 -> 3;
        };
    int last = (~vvvv & 15) << 3 | prefix;
    if (select == 1 && (rex & 3) == 0 && !w) {
      bytes.write(0xC5);
      bytes.write((rex & 4) == 0 ? last | 0x80 : last);
      return;
    }
    bytes.write(0xC4);
    bytes.write((~rex & 7) << 5 | select);
    bytes.write(w ? last | 0x80 : last);
  }

  private void modRm(ByteArrayOutputStream bytes) {
    switch (opcode.modRm()) {
      case NONE -> {
        return;
      }
      case FIXED, SUFFIX -> {
        bytes.write(opcode.digit());
        return;
      }
      case DIGIT -> reg = opcode.digit();
      case REG -> {}
    }
    AddressForm memory = address;
    if (memory == null) {
      bytes.write(0xC0 | reg << 3 | rm);
      return;
    }
    bytes.write(memory.mod() << 6 | reg << 3 | memory.rm());
    if (memory.sib() >= 0) {
      bytes.write(memory.sib());
    }
    for (int i = 0; i < request.operands().size(); i++) {
      if (request.operands().get(i) instanceof MemoryOperand) {
        field(bytes, i, Part.DISPLACEMENT, memory.displacementSize(), memory.relative());
      }
    }
  }

  private void immediates(ByteArrayOutputStream bytes) {
    if (opcode.modRm() == Opcode.ModRm.SUFFIX) {
      return;
    }
    for (int i = 0; i < form.operands().size(); i++) {
      OperandCode code = form.operands().get(i);
      switch (code.place()) {
        case IMMEDIATE ->
            field(
                bytes,
                i,
                Part.IMMEDIATE,
                code.size() == OperandSize.BS ? 1 : code.size().bytes(operandSize, mode),
                false);
        case RELATIVE ->
            field(bytes, i, Part.IMMEDIATE, code.size().bytes(operandSize, mode), true);
        case OFFSET -> field(bytes, i, Part.DISPLACEMENT, addressSize, false);
        case FAR_POINTER -> {
          field(bytes, i, Part.IMMEDIATE, operandSize, false);
          field(bytes, i, Part.SELECTOR, 2, false);
        }
        default -> {}
      }
    }
  }

  private void field(
      ByteArrayOutputStream bytes, int operand, Part part, int size, boolean relative) {
    if (size == 0) {
      return;
    }
    fields.add(new Field(operand, part, bytes.size(), size, relative));
    for (int i = 0; i < size; i++) {
      bytes.write(0);
    }
  }

  /** Writes the numbers into their fields, now that the length is known. */
  private Outcome finish(byte[] bytes) {
    for (Field field : fields) {
      ImmediateOperand branch =
          request.operands().get(field.operand()) instanceof ImmediateOperand immediate
              ? immediate
              : null;
      long value = FieldValue.of(request.operands().get(field.operand()), field.part());
      if (field.relative()) {
        value -= request.address() + bytes.length;
      }
      if (field.relative() && field.size() == 1 && branch != null) {
        EncodingError error = shortReach(branch, value);
        if (error != null) {
          return new Misfit(ENCODING, error);
        }
      }
      if (!FieldValue.fits(value, field, form, operandSize)) {
        warnings.add(
            new Warning(
                field.operand(),
                "%d (0x%X) does not fit in %d bits and is cut"
                    .formatted(value, value, field.size() * 8)));
      }
      for (int i = 0; i < field.size(); i++) {
        bytes[field.offset() + i] = (byte) (value >> i * 8);
      }
    }
    return new Fit(new Encoding(row, bytes, fields, warnings), lossy, guessedSize);
  }

  /** Whether a byte holds the distance, and may: NASM shortens jumps to labels, not to numbers. */
  private @Nullable EncodingError shortReach(ImmediateOperand target, long distance) {
    boolean onlyForm = opcode.value() >= 0xE0 && opcode.value() <= 0xE3;
    boolean may =
        onlyForm || target.reach() == Reach.SHORT || target.resolution() != Resolution.CONSTANT;
    boolean near = distance == (byte) distance || target.resolution() == Resolution.UNKNOWN;
    return may && near ? null : new EncodingError.TooFar(form.mnemonic(), distance);
  }
}
