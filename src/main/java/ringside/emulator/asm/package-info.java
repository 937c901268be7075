/**
 * The assembler: NASM's language in, a flat image with its symbols, line table and listing out.
 *
 * <p>{@link ringside.emulator.asm.Assembler} is the only entry. A source goes through a {@link
 * ringside.emulator.asm.Lexer}, the {@link ringside.emulator.asm.Preprocessor}, the {@link
 * ringside.emulator.asm.StatementParser} and then as many {@link ringside.emulator.asm.Pass}es as
 * the jump sizes need to settle; encoding an instruction is the work of {@code isa}.
 *
 * <p>This package owns the source language and every message about it. It refuses to open files
 * (sources come from a {@link ringside.emulator.asm.SourceProvider}), to know what an instruction
 * does, and to throw at an author's mistake: all mistakes of a run come back as data.
 */
@NullMarked
package ringside.emulator.asm;

import org.jspecify.annotations.NullMarked;
