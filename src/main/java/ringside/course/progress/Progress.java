package ringside.course.progress;

import java.time.Instant;

/**
 * The last moment of a scenario that a learner has seen.
 *
 * @param recording hash of the recording, 64 hex digits
 * @param tick where the learner stands
 * @param ticks length of the recording
 * @param done whether its end was reached once
 */
public record Progress(
    String scenario, String recording, long tick, long ticks, boolean done, Instant updatedAt) {}
