package ringside.course.progress;

/** What a learner answered first to a prediction, and whether the run confirmed it. */
public record Answer(String prediction, String choice, boolean correct) {}
