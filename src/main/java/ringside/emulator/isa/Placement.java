package ringside.emulator.isa;

import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.Operand.FarPointerOperand;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;
import ringside.emulator.isa.OperandCode.Place;

/** Puts the operands of a line into the fields of ModRM, SIB, REX and VEX. */
final class Placement {
  private final Form form;
  private final EncodingRequest request;
  private final CodeMode mode;

  private int addressSize;
  private int reg;
  private int rm;
  private int rex;
  private int vvvv;
  private boolean lossy;
  private @Nullable AddressForm address;
  private @Nullable Register segment;
  private @Nullable Register highByte;

  Placement(Form form, EncodingRequest request) {
    this.form = form;
    this.request = request;
    mode = request.mode();
  }

  int addressSize() {
    return addressSize;
  }

  int reg() {
    return reg;
  }

  int rm() {
    return rm;
  }

  /** REX bits, with 40 where the prefix is needed without any. */
  int rex() {
    return rex;
  }

  int vvvv() {
    return vvvv;
  }

  boolean lossy() {
    return lossy;
  }

  /** The memory operand. */
  @Nullable AddressForm address() {
    return address;
  }

  /** The segment that the memory operand names. */
  @Nullable Register segment() {
    return segment;
  }

  /** An operand that is AH, CH, DH or BH. */
  @Nullable Register highByte() {
    return highByte;
  }

  /** Places all operands; returns what is wrong, or null. */
  @Nullable EncodingError place() {
    int stated = request.addressSizePrefix();
    int rowSizes = form.row().attributes().addressSizes();
    addressSize =
        stated != 0 ? stated : rowSizes != RowAttributes.ALL_SIZES ? rowSizes : mode.addressSize();
    boolean separateRm = false;
    for (int i = 0; i < form.operands().size(); i++) {
      OperandCode code = form.operands().get(i);
      separateRm |= code.place().registerOrMemory() || code.place().registerOnly();
      switch (request.operands().get(i)) {
        case RegisterOperand(Register register) -> placeRegister(code.place(), register);
        case MemoryOperand memory -> {
          EncodingError error = placeMemory(code.place(), memory, stated);
          if (error != null) {
            return error;
          }
        }
        case ImmediateOperand _, FarPointerOperand _ -> {}
      }
    }
    if (form.row().opcode().modRm() == Opcode.ModRm.REG && !separateRm && address == null) {
      // IMUL of a register by a number: the register stands in both fields
      rm = reg;
      rex |= (rex & 4) >> 2;
    }
    return null;
  }

  private void placeRegister(Place place, Register register) {
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
    // NASM does not give a whole offset to a form that cuts it
    lossy =
        place != Place.OFFSET
            && mode == CodeMode.BITS_64
            && memory.address().displacementSize() == 8;
    return null;
  }
}
