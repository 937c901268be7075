package ringside.emulator.isa;

import ringside.emulator.isa.Operand.EffectiveAddress;
import ringside.emulator.isa.Operand.Resolution;

/**
 * The ModRM and SIB bytes for an effective address, as NASM chooses them (SDM Vol. 2,
 * "Addressing-Mode Encoding of ModR/M and SIB Bytes").
 *
 * @param addressSize in bytes
 * @param mod ModRM.mod
 * @param rm ModRM.rm
 * @param sib the SIB byte, or -1
 * @param rex REX.X and REX.B
 * @param displacementSize in bytes, 0 for none
 * @param relative whether the displacement counts from the end of the instruction
 * @param registers whether there is a base or an index
 */
record AddressForm(
    int addressSize,
    int mod,
    int rm,
    int sib,
    int rex,
    int displacementSize,
    boolean relative,
    boolean registers)
    implements Addressing {

  private static final int SP = 4;
  private static final int BP = 5;

  /**
   * Chooses the form.
   *
   * @param forced address size of an {@code a16}-like prefix, or 0
   */
  static Addressing of(EffectiveAddress address, CodeMode mode, int forced, boolean defaultRel) {
    AddressRegisters registers = AddressRegisters.of(address);
    if (registers.problem() != null) {
      return new Addressing.Impossible(registers.problem());
    }
    int size = addressSize(address, registers, mode, forced);
    if (size == 2 && mode == CodeMode.BITS_64) {
      return impossible("64-bit code has no 16-bit addresses", "use 32-bit or 64-bit registers");
    }
    if (size == 8 && mode != CodeMode.BITS_64) {
      return impossible(
          "64-bit registers need 64-bit code", "use 32-bit registers, or bits 64 before the code");
    }
    if (registers.size() != 0 && registers.size() != size) {
      return impossible(
          registers.size() * 8 + "-bit registers with an address size of " + size * 8,
          "remove the address size prefix");
    }
    if (!registers.any()) {
      return plain(address, mode, size, defaultRel);
    }
    return size == 2 ? form16(address, registers) : form32(address, registers, size);
  }

  private static int addressSize(
      EffectiveAddress address, AddressRegisters registers, CodeMode mode, int forced) {
    if (forced != 0) {
      return forced;
    }
    if (registers.any()) {
      return registers.size();
    }
    int stated = address.displacementSize();
    boolean states = mode == CodeMode.BITS_64 ? stated == 8 : stated == 2 || stated == 4;
    return states ? stated : mode.addressSize();
  }

  private static AddressForm plain(
      EffectiveAddress address, CodeMode mode, int size, boolean defaultRel) {
    if (size == 2) {
      return new AddressForm(size, 0, 6, -1, 0, 2, false, false);
    }
    if (mode != CodeMode.BITS_64) {
      return new AddressForm(size, 0, 5, -1, 0, 4, false, false);
    }
    Register segment = address.segment();
    boolean threadLocal = segment != null && segment.number() >= 4;
    boolean relative =
        switch (address.relation()) {
          case REL -> true;
          case ABS -> false;
          case DEFAULT -> defaultRel && !threadLocal;
        };
    if (relative && address.resolution() != Resolution.CONSTANT) {
      return new AddressForm(size, 0, 5, -1, 0, 4, true, false);
    }
    return new AddressForm(size, 0, 4, sib(1, SP, BP), 0, 4, false, false);
  }

  private static Addressing form16(EffectiveAddress address, AddressRegisters registers) {
    int rm = registers.form16();
    if (rm < 0) {
      return impossible(
          "16-bit addresses are [bx or bp + si or di + number]",
          "use these registers, or 32-bit ones");
    }
    if (address.displacementSize() == 4 || address.displacementSize() == 8) {
      return impossible("a 16-bit address has no such displacement", "write word or byte");
    }
    int bytes = displacementSize(address, rm == 6, 2);
    return new AddressForm(2, bytes == 2 ? 2 : bytes, rm, -1, 0, bytes, false, true);
  }

  private static Addressing form32(EffectiveAddress address, AddressRegisters registers, int size) {
    int stated = address.displacementSize();
    if (stated == 2 || stated == 8) {
      return impossible(
          "its displacement has 8 or 32 bits", "write byte or dword, or nothing at all");
    }
    AddressRegisters.Choice choice = registers.choose(address.split());
    if (choice == null) {
      return impossible(
          "a base register, plus an index other than the stack pointer times 1, 2, 4 or 8",
          "compute the address with LEA or ADD first");
    }
    int base = choice.base();
    int index = choice.index();
    int bytes = base < 0 ? 4 : displacementSize(address, (base & 7) == BP, 4);
    int mod = base < 0 || bytes == 0 ? 0 : bytes == 1 ? 1 : 2;
    if (index < 0 && base >= 0 && (base & 7) != SP) {
      return new AddressForm(size, mod, base & 7, -1, base >> 3, bytes, false, true);
    }
    int sib = sib(choice.scale(), index < 0 ? SP : index & 7, base < 0 ? BP : base & 7);
    int rex = (index < 0 ? 0 : index >> 3 << 1) | (base < 0 ? 0 : base >> 3);
    return new AddressForm(size, mod, SP, sib, rex, bytes, false, true);
  }

  private static int displacementSize(EffectiveAddress address, boolean needed, int full) {
    int stated = address.displacementSize();
    long value = full == 2 ? (short) address.displacement() : (int) address.displacement();
    boolean known = address.resolution() != Resolution.ADDRESS;
    if (known && value == 0 && !needed && stated == 0) {
      return 0;
    }
    boolean small = known && value >= -128 && value <= 127 && stated == 0;
    return stated == 1 || small ? 1 : full;
  }

  private static int sib(int scale, int index, int base) {
    return Integer.numberOfTrailingZeros(scale) << 6 | index << 3 | base;
  }

  private static Addressing.Impossible impossible(String why, String fix) {
    return new Addressing.Impossible(new EncodingError.BadAddress(why, fix));
  }
}
