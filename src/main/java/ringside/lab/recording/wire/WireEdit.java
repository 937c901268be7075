package ringside.lab.recording.wire;

import org.jspecify.annotations.Nullable;

/**
 * {@code type Edit}: {@code kind} is register, memory or console and says which others are there.
 */
public record WireEdit(
    String kind,
    int tick,
    @Nullable String name,
    @Nullable String value,
    @Nullable String address,
    @Nullable String bytes,
    @Nullable String text) {}
