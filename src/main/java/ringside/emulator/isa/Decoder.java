package ringside.emulator.isa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes (SDM Vol. 2, "Instruction Format"). Not thread-safe: each processor has one.
 *
 * <p>The bytes are copied to a buffer that goes on with zeros, so nothing checks for the end while
 * reading; the length tells afterwards whether bytes were missing. Zero ends every loop.
 */
public final class Decoder {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private static final int PREFIX_NONE = 1;
  private static final int PREFIX_66 = 2;
  private static final int PREFIX_F3 = 3;
  private static final int PREFIX_F2 = 4;

  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final int RSI = 6;
  private static final int RDI = 7;
  private static final int RBX = 3;
  private static final int SS = 2;
  private static final int DS = 3;

  /** Base and index of the 16-bit forms by rm (SDM Vol. 2, "16-Bit Addressing Forms"). */
  private static final int[] BASE_16 = {RBX, RBX, RBP, RBP, RSI, RDI, RBP, RBX};

  private static final int[] INDEX_16 = {
    RSI,
    RDI,
    RSI,
    RDI,
    DecodedInstruction.NONE,
    DecodedInstruction.NONE,
    DecodedInstruction.NONE,
    DecodedInstruction.NONE
  };

  private final DecodeTable table;
  private final byte[] buffer = new byte[64];
  private int at;

  CodeMode mode = CodeMode.BITS_64;
  boolean wideMode;
  boolean lock;
  boolean operandOverride;
  boolean addressOverride;
  int vvvv;
  int repeatPrefix;
  int segmentOverride;
  int rex;
  int opcode;
  int map;
  int modRm;
  int operandSize;
  int addressSize;
  int mod;
  int reg;
  int rm;
  int base;
  int index;
  int scale;
  int segment;
  boolean ripRelative;
  long displacement;
  long immediate;
  long immediate2;
  private int immediates;
  int kinds;
  int sizes;
  int registers;

  /** A decoder of the rows in {@code table}. */
  public Decoder(DecodeTable table) {
    this.table = table;
  }

  /**
   * Decodes the instruction at {@code code[offset]}.
   *
   * @param mode mode of the code segment
   * @param limit end of the readable bytes in {@code code}
   */
  public DecodeResult decode(CodeMode mode, byte[] code, int offset, int limit) {
    int available = Math.min(limit - offset, DecodedInstruction.MAXIMUM_LENGTH);
    System.arraycopy(code, offset, buffer, 0, available);
    LONG.set(buffer, available, 0L);
    LONG.set(buffer, available + 8, 0L);
    LONG.set(buffer, available + 16, 0L);
    LONG.set(buffer, available + 24, 0L);
    at = 0;
    this.mode = mode;
    wideMode = mode == CodeMode.BITS_64;
    prefixes();
    DecodeResult result = instruction();
    if (at > available) {
      return available == DecodedInstruction.MAXIMUM_LENGTH
          ? new DecodeResult.TooLong()
          : new DecodeResult.NeedsMoreBytes(available);
    }
    return result;
  }

  private void prefixes() {
    lock = false;
    operandOverride = false;
    addressOverride = false;
    repeatPrefix = PREFIX_NONE;
    segmentOverride = -1;
    rex = 0;
    while (true) {
      int octet = buffer[at++] & 0xFF;
      switch (octet) {
        case 0x26, 0x2E, 0x36, 0x3E -> {
          if (!wideMode) {
            segmentOverride = octet >> 3 & 3;
          }
        }
        case 0x64, 0x65 -> segmentOverride = octet & 7;
        case 0x66 -> operandOverride = true;
        case 0x67 -> addressOverride = true;
        case 0xF0 -> lock = true;
        case 0xF2 -> repeatPrefix = PREFIX_F2;
        case 0xF3 -> repeatPrefix = PREFIX_F3;
        default -> {
          if (!wideMode || (octet & 0xF0) != 0x40) {
            opcode = octet;
            return;
          }
          // a REX prefix counts only right before the opcode
          rex = octet;
          continue;
        }
      }
      rex = 0;
    }
  }

  private DecodeResult instruction() {
    map = Opcode.Map.ONE_BYTE.ordinal();
    vvvv = 0;
    if (opcode == 0x0F) {
      escape();
    } else if ((opcode == 0xC4 || opcode == 0xC5)
        && (wideMode || (buffer[at] & 0xC0) == 0xC0)
        && !vexPrefix()) {
      return invalid(DecodeResult.Reason.UNKNOWN);
    }
    DecodeTable.Entry entry = table.entry(wideMode, map, opcode);
    if (entry == null) {
      return invalid(
          table.entry(!wideMode, map, opcode) == null
              ? DecodeResult.Reason.UNKNOWN
              : DecodeResult.Reason.NOT_IN_THIS_MODE);
    }
    int key = 0;
    modRm = -1;
    mod = DecodedInstruction.NONE;
    if (entry.modRm) {
      modRm = buffer[at++] & 0xFF;
      mod = modRm >> 6;
      key = modRm >> 3 & 7 | (mod == 3 ? 8 : 0);
    }
    addressSize = addressOverride ? (mode == CodeMode.BITS_32 ? 2 : 4) : mode.addressSize();
    Candidate candidate = select(entry.candidates[key]);
    if (candidate == null) {
      return invalid(DecodeResult.Reason.UNKNOWN);
    }
    modRm(candidate);
    int count = candidate.operands.length;
    kinds = 0;
    sizes = 0;
    registers = 0;
    immediates = 0;
    immediate = 0;
    immediate2 = 0;
    for (int i = 0; i < count; i++) {
      operand(candidate.operands[i], i * 8);
    }
    if (lock && !(candidate.lockable && modRm >= 0 && mod != 3)) {
      return invalid(DecodeResult.Reason.LOCK_PREFIX);
    }
    if (vvvv != 0 && !candidate.usesVvvv) {
      return invalid(DecodeResult.Reason.UNKNOWN);
    }
    for (int i = 0; i < count; i++) {
      if (!exists(candidate.operands[i].place())) {
        return invalid(DecodeResult.Reason.NO_SUCH_REGISTER);
      }
    }
    return new DecodedInstruction(candidate, this);
  }

  /** Whether ModRM.reg numbers a register; a missing one is #UD before privilege is checked. */
  private boolean exists(OperandCode.Place place) {
    return switch (place) {
      case REG_SEGMENT -> (reg & 7) <= 5;
      case REG_CONTROL -> reg == 0 || reg >= 2 && reg <= 4 || reg == 8;
      case REG_DEBUG -> reg < 8;
      default -> true;
    };
  }

  private DecodeResult invalid(DecodeResult.Reason reason) {
    return new DecodeResult.InvalidOpcode(at, reason);
  }

  private void escape() {
    map = Opcode.Map.M0F.ordinal();
    opcode = buffer[at++] & 0xFF;
    if (opcode == 0x38 || opcode == 0x3A) {
      map = (opcode == 0x38 ? Opcode.Map.M0F38 : Opcode.Map.M0F3A).ordinal();
      opcode = buffer[at++] & 0xFF;
    }
  }

  /** Reads a VEX prefix and the opcode; false where the combination is #UD. */
  private boolean vexPrefix() {
    int extension = ~buffer[at] >> 5;
    int select = 1;
    boolean three = opcode == 0xC4;
    if (three) {
      select = buffer[at++] & 0x1F;
    }
    int last = buffer[at++] & 0xFF;
    opcode = buffer[at++] & 0xFF;
    if (lock
        || operandOverride
        || repeatPrefix != PREFIX_NONE
        || rex != 0
        || select < 1
        || select > 3) {
      return false;
    }
    boolean w = three && last >= 0x80;
    rex = 0x40 | (w ? 8 : 0) | (three ? extension & 7 : extension & 4);
    if (!wideMode) {
      rex &= 0x48;
    }
    vvvv = ~last >> 3 & 15;
    if ((last & 4) != 0) {
      return false;
    }
    switch (last & 3) {
      case 1 -> operandOverride = true;
      case 2 -> repeatPrefix = PREFIX_F3;
      case 3 -> repeatPrefix = PREFIX_F2;
      default -> {}
    }
    map = Opcode.Map.VEX_0F.ordinal() + select - 1;
    return true;
  }

  private @Nullable Candidate select(Candidate[] candidates) {
    int prefix =
        repeatPrefix != PREFIX_NONE ? repeatPrefix : operandOverride ? PREFIX_66 : PREFIX_NONE;
    boolean w = (rex & 8) != 0;
    int wide = w ? 2 : 1;
    for (Candidate candidate : candidates) {
      if ((candidate.prefixes >>> prefix & 1) == 0
          || (candidate.wide & wide) == 0
          || candidate.modRm >= 0 && candidate.modRm != modRm
          || candidate.withoutRexB && (rex & 1) != 0
          || (candidate.addressSizes & addressSize) == 0) {
        continue;
      }
      int size;
      if (!wideMode) {
        size = operandOverride == (mode == CodeMode.BITS_16) ? 4 : 2;
      } else if (w || candidate.forced64) {
        size = 8;
      } else if (operandOverride) {
        size = 2;
      } else {
        size = candidate.default64 ? 8 : 4;
      }
      if ((candidate.operandSizes & size) != 0) {
        operandSize = size;
        return candidate;
      }
    }
    return null;
  }

  private void modRm(Candidate candidate) {
    base = DecodedInstruction.NONE;
    index = DecodedInstruction.NONE;
    scale = 0;
    displacement = 0;
    ripRelative = false;
    segment = DS;
    if (modRm >= 0) {
      reg = modRm >> 3 & 7 | (rex & 4) << 1;
      rm = modRm & 7 | (rex & 1) << 3;
      if (candidate.modIgnored) {
        mod = 3;
      } else if (mod != 3) {
        if (addressSize == 2) {
          memory16();
        } else {
          memory();
        }
        if (base == RSP || base == RBP) {
          segment = SS;
        }
      }
    } else {
      reg = 0;
      rm = opcode & 7 | (rex & 1) << 3;
    }
    if (segmentOverride >= 0) {
      segment = segmentOverride;
    }
  }

  private void memory16() {
    int form = modRm & 7;
    scale = 1;
    if (mod == 0 && form == 6) {
      displacement = word();
      return;
    }
    base = BASE_16[form];
    index = INDEX_16[form];
    displace(mod == 2);
  }

  private void memory() {
    scale = 1;
    if ((modRm & 7) == 4) {
      int sib = buffer[at++] & 0xFF;
      int register = sib >> 3 & 7 | (rex & 2) << 2;
      if (register != RSP) {
        index = register;
        scale = 1 << (sib >> 6);
      }
      if (mod == 0 && (sib & 7) == 5) {
        displacement = doubleword();
        return;
      }
      base = sib & 7 | (rex & 1) << 3;
    } else if (mod == 0 && (modRm & 7) == 5) {
      displacement = doubleword();
      ripRelative = wideMode;
      return;
    } else {
      base = rm;
    }
    displace(mod == 2);
  }

  private void displace(boolean full) {
    if (full) {
      displacement = addressSize == 2 ? word() : doubleword();
    } else if (mod == 1) {
      displacement = buffer[at++];
    }
  }

  private void operand(OperandCode code, int shift) {
    OperandCode.Place place = code.place();
    OperandKind kind = place.kind();
    int register = 0;
    int size = code.size().bytes(operandSize, mode);
    switch (place) {
      case RM_GENERAL, RM_MMX, RM_XMM -> {
        if (mod != 3) {
          kind = OperandKind.MEMORY;
          size = code.memorySize().bytes(operandSize, mode);
        } else {
          register =
              kind == OperandKind.GENERAL
                  ? general(rm, size)
                  : kind == OperandKind.MMX ? rm & 7 : rm;
        }
      }
      case RM_ONLY_GENERAL, OPCODE_GENERAL -> register = general(rm, size);
      case RM_ONLY_XMM -> register = rm;
      case RM_ONLY_MMX, RM_ONLY_X87 -> register = rm & 7;
      case REG_GENERAL -> register = general(reg, size);
      case REG_CONTROL, REG_DEBUG, REG_XMM -> register = reg;
      case REG_SEGMENT, REG_MMX -> register = reg & 7;
      case VEX_GENERAL, VEX_XMM -> register = vvvv;
      case MEMORY, STRING_SOURCE, STRING_DESTINATION -> {}
      case OFFSET -> {
        scale = 1;
        displacement =
            switch (addressSize) {
              case 2 -> word() & 0xFFFFL;
              case 4 -> doubleword() & 0xFFFF_FFFFL;
              default -> quadword();
            };
      }
      case IMMEDIATE -> {
        immediate(immediate(code.size(), size));
        // an Iz of a 64-bit operand has grown to 64 bits
        size = code.size() == OperandSize.Z ? operandSize : size;
      }
      case RELATIVE -> immediate(relative(size));
      case FAR_POINTER -> {
        immediate(operandSize == 2 ? word() & 0xFFFFL : doubleword() & 0xFFFF_FFFFL);
        immediate(word() & 0xFFFFL);
      }
      case FIXED_GENERAL, FIXED_SEGMENT, FIXED_X87, FIXED_XMM, CONSTANT -> register = code.number();
    }
    kinds |= kind.ordinal() << shift;
    sizes |= size << shift;
    registers |= register << shift;
  }

  /** The register number of ModRM or opcode bits: bytes 4–7 without REX are AH CH DH BH. */
  private int general(int number, int size) {
    return size == 1 && rex == 0 && number >= 4 ? number + 12 : number;
  }

  private void immediate(long value) {
    if (immediates++ == 0) {
      immediate = value;
    } else {
      immediate2 = value;
    }
  }

  private long immediate(OperandSize code, int size) {
    return switch (code) {
      case B -> buffer[at++] & 0xFFL;
      case BS -> buffer[at++] & -1L >>> 64 - size * 8;
      case W -> word() & 0xFFFFL;
      case Z -> size == 2 ? word() & 0xFFFFL : signedDoubleword();
      default ->
          switch (size) {
            case 2 -> word() & 0xFFFFL;
            case 4 -> doubleword() & 0xFFFF_FFFFL;
            default -> quadword();
          };
    };
  }

  /** An {@code Iz}: sign-extended if the operand size is 64. */
  private long signedDoubleword() {
    int value = doubleword();
    return operandSize == 8 ? value : value & 0xFFFF_FFFFL;
  }

  private long relative(int size) {
    return switch (size) {
      case 1 -> buffer[at++];
      case 2 -> word();
      default -> doubleword();
    };
  }

  private short word() {
    at += 2;
    return (short) SHORT.get(buffer, at - 2);
  }

  private int doubleword() {
    at += 4;
    return (int) INT.get(buffer, at - 4);
  }

  private long quadword() {
    at += 8;
    return (long) LONG.get(buffer, at - 8);
  }

  Repeat repeat() {
    return switch (repeatPrefix) {
      case PREFIX_F3 -> Repeat.REPE;
      case PREFIX_F2 -> Repeat.REPNE;
      default -> Repeat.NONE;
    };
  }

  int length() {
    return at;
  }

  /** Bytes {@code from} to {@code from + 7}, those behind the instruction zero. */
  long bytes(int from) {
    int count = at - from;
    if (count <= 0) {
      return 0;
    }
    long value = (long) LONG.get(buffer, from);
    return count >= 8 ? value : value & -1L >>> 64 - count * 8;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }
}
