package ringside.web.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import ringside.lab.recording.wire.WireEdit;
import ringside.lab.recording.wire.WireJson;

/**
 * What learners changed. A fork's recording can be computed again on any node; its origin and edits
 * cannot, so they are kept before a learner hears of the fork.
 */
@Repository
class ForkStore {
  private final JdbcClient jdbc;
  private final Clock clock = Clock.systemUTC();

  private final long most;

  ForkStore(JdbcClient jdbc, @Value("${ringside.limits.forks}") long most) {
    this.jdbc = jdbc;
    this.most = most;
  }

  /** A fork's origin, by hash of its recording, and the changes. */
  record Fork(String hash, String scenario, String origin, List<WireEdit> edits) {}

  /** Keeps a fork; false where no more are kept. One that is there already always is. */
  boolean keep(Fork fork) {
    if (isFull() && find(fork.hash()).isEmpty()) {
      return false;
    }
    try {
      jdbc.sql("insert into fork (hash, scenario, origin, edits, made_at) values (?, ?, ?, ?, ?)")
          .params(
              fork.hash(),
              fork.scenario(),
              fork.origin(),
              new String(WireJson.bytes(fork.edits()), UTF_8),
              OffsetDateTime.now(clock))
          .update();
    } catch (DuplicateKeyException _) {
      // the same changes give the same fork
    }
    return true;
  }

  private boolean isFull() {
    return jdbc.sql("select count(*) from fork").query(Long.class).single() >= most;
  }

  /** The fork with this hash. */
  Optional<Fork> find(String hash) {
    return where("hash = ?", hash);
  }

  /** The fork of a scenario whose hash begins with {@code prefix}; only hex digits are in it. */
  Optional<Fork> find(String scenario, String prefix) {
    return where("scenario = ? and hash like ?", scenario, prefix + "%");
  }

  private Optional<Fork> where(String condition, Object... values) {
    return jdbc
        .sql("select hash, scenario, origin, edits from fork where " + condition)
        .params(values)
        .query((row, _) ->
            new Fork(
                row.getString("hash"),
                row.getString("scenario"),
                row.getString("origin"),
                List.of(WireJson.read(row.getString("edits").getBytes(UTF_8), WireEdit[].class))))
        .list()
        .stream()
        .findFirst();
  }
}
