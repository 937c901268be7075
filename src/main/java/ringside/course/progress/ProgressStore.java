package ringside.course.progress;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Progress in the database. Each write is one statement and safe to repeat, so that two tabs of one
 * learner, or one request sent twice, do no harm.
 */
@Repository
public class ProgressStore {
  private final JdbcClient jdbc;
  private final Clock clock = Clock.systemUTC();

  ProgressStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Everything that {@code learner} has opened, latest first. */
  public List<Progress> of(LearnerId learner) {
    return jdbc.sql(
            """
            select scenario, recording, tick, ticks, done, updated_at
            from progress where learner_id = ? order by updated_at desc
            """)
        .param(learner.value())
        .query((row, _) ->
            new Progress(
                row.getString("scenario"),
                row.getString("recording"),
                row.getLong("tick"),
                row.getLong("ticks"),
                row.getBoolean("done"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Notes where {@code learner} stands; a scenario once done stays done. */
  public void save(LearnerId learner, String scenario, String recording, long tick, long ticks) {
    var done = tick >= ticks;
    var updated =
        jdbc.sql(
                """
                update progress set recording = ?, tick = ?, ticks = ?, done = done or ?, updated_at = ?
                where learner_id = ? and scenario = ?
                """)
            .params(recording, tick, ticks, done, now(), learner.value(), scenario)
            .update();
    if (updated == 0) {
      enrol(learner);
      insert(
          "insert into progress (learner_id, scenario, recording, tick, ticks, done, updated_at)"
              + " values (?, ?, ?, ?, ?, ?, ?)",
          learner.value(),
          scenario,
          recording,
          tick,
          ticks,
          done,
          now());
    }
  }

  /** Notes the first answer to a prediction; later ones change nothing. */
  public void answer(
      LearnerId learner, String scenario, String prediction, String choice, boolean correct) {
    enrol(learner);
    insert(
        "insert into prediction_answer"
            + " (learner_id, scenario, prediction, choice, correct, answered_at)"
            + " values (?, ?, ?, ?, ?, ?)",
        learner.value(),
        scenario,
        prediction,
        choice,
        correct,
        now());
  }

  /** The answers of {@code learner} to a scenario's predictions, in the order they were given. */
  public List<Answer> answers(LearnerId learner, String scenario) {
    return jdbc.sql(
            """
            select prediction, choice, correct from prediction_answer
            where learner_id = ? and scenario = ? order by answered_at
            """)
        .params(learner.value(), scenario)
        .query((row, _) ->
            new Answer(
                row.getString("prediction"), row.getString("choice"), row.getBoolean("correct")))
        .list();
  }

  /** Whether anything is kept of {@code learner}. */
  public boolean knows(LearnerId learner) {
    return jdbc.sql("select count(*) from learner where id = ?")
            .param(learner.value())
            .query(Integer.class)
            .single()
        > 0;
  }

  private void enrol(LearnerId learner) {
    if (!knows(learner)) {
      insert("insert into learner (id, created_at) values (?, ?)", learner.value(), now());
    }
  }

  /** A row that is there already is as good as a new one. */
  private void insert(String sql, Object... values) {
    try {
      jdbc.sql(sql).params(values).update();
    } catch (DuplicateKeyException _) {
      // the other tab was faster
    }
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock);
  }
}
