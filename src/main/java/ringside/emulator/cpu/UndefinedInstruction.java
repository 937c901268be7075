package ringside.emulator.cpu;

import ringside.emulator.isa.DecodeResult;

/**
 * Bytes that the guest executed and that are no instruction of the table: the guest saw #UD, the
 * author is told.
 *
 * @param linear address of the first byte
 * @param bytes up to 15, in hex
 */
public record UndefinedInstruction(long linear, String bytes, DecodeResult.Reason reason) {}
