/**
 * What a recording looks like to the player: the Java side of {@code frontend/player/recording.ts}.
 *
 * <p>The records have the names and order of the TypeScript interfaces and nothing else; absent
 * values are null and are left out of the JSON. Chunks are named by a hash of their own bytes, so
 * they may be cached for ever.
 */
@NullMarked
package ringside.lab.recording.wire;

import org.jspecify.annotations.NullMarked;
