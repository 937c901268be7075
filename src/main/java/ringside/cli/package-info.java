/**
 * The command line for authors: {@code ringside asm | disasm | run} and what is built on scenarios.
 *
 * <p>Results go to standard output, messages to standard error; {@code --json} makes the result one
 * JSON object. The exit status is 0 for pass, 1 for fail, 2 for an author's mistake. This package
 * owns words and files of the command line; it decides nothing about machines or scenarios, and it
 * never touches Spring, so that it starts at once.
 */
@NullMarked
package ringside.cli;

import org.jspecify.annotations.NullMarked;
