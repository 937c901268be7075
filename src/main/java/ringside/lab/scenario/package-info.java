/**
 * The scenario format: reader, validator, expressions and the diagnostics that authors see.
 *
 * <p>A scenario is a folder of real x86 code, a machine description and narration. This package
 * turns the folder into an immutable {@link ringside.lab.scenario.Scenario}, or into {@link
 * ringside.lab.scenario.Diagnostic}s: every one it can find in a single reading, each with its
 * place, reason and remedy. It refuses to run anything; that is {@code lab.recording}'s work.
 */
@NullMarked
package ringside.lab.scenario;

import org.jspecify.annotations.NullMarked;
