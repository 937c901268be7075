package ringside.emulator.isa;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.EncodingResult.Field;
import ringside.emulator.isa.EncodingResult.Part;
import ringside.emulator.isa.EncodingResult.Warning;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.Reach;
import ringside.emulator.isa.Operand.Resolution;
import ringside.emulator.isa.RowAttributes.Flag;

/** One try: a line, a form with operands of its kinds, an operand size. */
final class FormEncoder {
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
   * @param stage how far it came, as {@link OperandKinds#stage}, or {@link OperandMatch#COMPLETE}
   * @param error what is wrong although the operands match, else null
   */
  record Misfit(Form form, int stage, @Nullable EncodingError error) implements Outcome {}

  private final Form form;
  private final InstructionRow row;
  private final Opcode opcode;
  private final EncodingRequest request;
  private final CodeMode mode;
  private final int operandSize;

  private final Placement placed;
  private final List<Field> fields = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  FormEncoder(Form form, EncodingRequest request, int operandSize) {
    this.form = form;
    this.request = request;
    this.operandSize = operandSize;
    row = form.row();
    opcode = row.opcode();
    mode = request.mode();
    placed = new Placement(form, request);
  }

  Outcome encode() {
    OperandMatch match = new OperandMatch(form, request, operandSize);
    if (!match.fits()) {
      return new Misfit(form, OperandMatch.SIZES, null);
    }
    EncodingError error = placed.place();
    if (error != null) {
      return new Misfit(form, OperandMatch.COMPLETE, error);
    }
    boolean lossy = match.lossy() || placed.lossy();
    return switch (emit()) {
      case Encoding encoding -> new Fit(encoding, lossy, match.guessedSize());
      case EncodingError problem -> new Misfit(form, OperandMatch.COMPLETE, problem);
    };
  }

  private EncodingResult emit() {
    boolean wide = mode == CodeMode.BITS_64;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(DecodedInstruction.MAXIMUM_LENGTH);
    boolean override = operandSize == 2 ? mode != CodeMode.BITS_16 : mode == CodeMode.BITS_16;
    boolean forced64 = wide && (form.has(Flag.D64) || form.has(Flag.F64));
    boolean w = operandSize == 8 && !forced64 || opcode.wide() == Opcode.Wide.W1;
    int stated = request.operandSizePrefix();
    if (stated != 0 && wide) {
      override = stated == 2;
      w |= stated == 8;
    }
    if (opcode.map().vex()) {
      override = false;
    }
    prefixes(bytes, override);
    int rex = placed.rex() | (w ? 0x48 : 0);
    Register highByte = placed.highByte();
    if (opcode.map().vex()) {
      vex(bytes, rex, w);
    } else if (rex != 0 && highByte != null) {
      return new EncodingError.HighByteWithRex(highByte);
    } else {
      rexAndEscape(bytes, rex);
    }
    int low = opcode.block() == Opcode.Block.REGISTER ? placed.rm() : form.condition();
    bytes.write(opcode.value() + low);
    modRm(bytes);
    immediates(bytes);
    return finish(bytes.toByteArray());
  }

  private void prefixes(ByteArrayOutputStream bytes, boolean override) {
    for (int group = 0; group < 4; group++) {
      for (InstructionPrefix prefix : request.prefixes()) {
        if (prefix.group() == group) {
          bytes.write(prefix.value());
        }
      }
      Register segment = placed.segment();
      if (group == 3 && segment != null) {
        bytes.write(segmentPrefix(segment.number()));
      }
    }
    if (override && opcode.prefix() != Opcode.MandatoryPrefix.P66) {
      bytes.write(0x66);
    }
    if (placed.addressSize() != mode.addressSize()) {
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
        && !(form.has(Flag.LOCK) && placed.address() != null)) {
      warnings.add(
          new Warning(-1, "LOCK needs an instruction that changes memory; this one raises #UD"));
    }
  }

  private static int segmentPrefix(int segment) {
    return segment < 4 ? 0x26 | segment << 3 : 0x60 | segment;
  }

  private void rexAndEscape(ByteArrayOutputStream bytes, int rex) {
    if (rex != 0) {
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
  }

  private void vex(ByteArrayOutputStream bytes, int rex, boolean w) {
    int select = opcode.map().ordinal() - Opcode.Map.VEX_0F.ordinal() + 1;
    int prefix =
        switch (opcode.prefix()) {
          case ANY, NONE -> 0;
          case P66 -> 1;
          case PF3 -> 2;
          case PF2 -> 3;
        };
    int last = (~placed.vvvv() & 15) << 3 | prefix;
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
    if (opcode.modRm() == Opcode.ModRm.NONE) {
      return;
    }
    if (!opcode.takesModRm()) {
      bytes.write(opcode.digit());
      return;
    }
    int reg = opcode.modRm() == Opcode.ModRm.DIGIT ? opcode.digit() : placed.reg();
    AddressForm memory = placed.address();
    if (memory == null) {
      bytes.write(0xC0 | reg << 3 | placed.rm());
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
        case OFFSET -> field(bytes, i, Part.DISPLACEMENT, placed.addressSize(), false);
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
  private EncodingResult finish(byte[] bytes) {
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
          return error;
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
    return new Encoding(row, bytes, fields, warnings);
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
