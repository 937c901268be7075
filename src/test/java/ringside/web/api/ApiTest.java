package ringside.web.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import ringside.lab.recording.wire.WireJson;
import ringside.lab.recording.wire.WireRecording;
import ringside.web.app.Application;

/** The API over HTTP, as the player and as somebody with bad intentions would use it. */
@SpringBootTest(
    classes = Application.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:api",
      "ringside.limits.forks-per-minute=" + ApiTest.FORKS_PER_MINUTE,
      // no page is asked for, so there is nothing to build or to serve in development mode
      "vaadin.productionMode=true"
    })
class ApiTest {
  static final int FORKS_PER_MINUTE = 40;
  private static final String SLUG = "fast-system-calls";

  private final HttpClient http = HttpClient.newHttpClient();
  @Autowired private Environment environment;
  @Autowired private Library library;
  @Autowired private JdbcClient jdbc;

  @Test
  void documentLeadsToEveryChunk() throws Exception {
    var answer = get("/api/recordings/" + base());
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache, public");
    var recording = WireJson.read(answer.body(), WireRecording.class);
    assertThat(recording.chunks()).isNotEmpty();
    for (var chunk : recording.chunks()) {
      var answered = get("/api/recordings/" + chunk.url());
      assertThat(answered.statusCode()).isEqualTo(200);
      assertThat(answered.body()).hasSize(chunk.bytes());
      assertThat(answered.headers().firstValue("Cache-Control"))
          .hasValueSatisfying(value -> assertThat(value).contains("immutable", "public"));
    }
  }

  @Test
  void compressedDocumentIsTheSameAndAtMostAQuarter() throws Exception {
    var address = "/api/recordings/" + base();
    var plain = get(address).body();
    var packed = send(request(address).header("Accept-Encoding", "gzip").GET());
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.body().length).isLessThan(plain.length / 4);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(gzip.readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void unchangedDocumentIsNotSentAgain() throws Exception {
    var address = "/api/recordings/" + base();
    var tag = get(address).headers().firstValue("ETag").orElseThrow();
    var again = send(request(address).header("If-None-Match", tag).GET());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/recordings/abc, 400, 64 hex digits",
    "/api/recordings/%2e%2e%2fpom.xml, 400, ''",
    "/api/recordings/0000000000000000000000000000000000000000000000000000000000000000, 404, kept",
    "/api/scenarios/..;/secret, 400, ''",
    "/api/scenarios/No_Such, 400, lower-case",
    "/api/scenarios/no-such, 404, no such scenario",
    "/api/scenarios/fast-system-calls/text/fr, 400, en and in ko",
    "/api/nowhere, 404, nothing at this address",
  })
  void garbageIsRefusedClearly(String address, int status, String words) throws Exception {
    var answer = get(address);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new String(answer.body(), UTF_8)).contains(words);
  }

  @Test
  void forkRunsTheChangeAndIsFoundAgain() throws Exception {
    var edit = "{'kind':'register','tick':40,'name':'r12','value':'9'}";
    var made = fork("{'recording':'" + base() + "','edits':[" + edit + "]}", "en");
    assertThat(made.statusCode()).isEqualTo(200);
    var hash = text(made).replaceAll(".*\"hash\":\"([0-9a-f]{64})\".*", "$1");
    var recording = WireJson.read(get("/api/recordings/" + hash).body(), WireRecording.class);
    assertThat(recording.hash()).isEqualTo(hash).isNotEqualTo(base());
    assertThat(recording.fork()).isNotNull();
    assertThat(library.find(SLUG, hash.substring(0, 8))).isPresent();
    var again = fork("{'recording':'" + base() + "','edits':[" + edit + "]}", "en");
    assertThat(text(again)).as("the same change is the same fork").contains(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kind':'register','tick':40,'name':'cr3','value':'1'} | en | no register \"cr3\"",
        "{'kind':'register','tick':40,'name':'cr3','value':'1'} | ko | 레지스터가 아닙니다",
        "{'kind':'register','tick':99999,'name':'rax','value':'1'} | en | no tick",
        "{'kind':'register','tick':40,'name':'rax','value':'zz'} | en | hexadecimal",
        "{'kind':'memory','tick':40,'address':'ffffffffffffffff','bytes':'00'} | en | outside",
        "{'kind':'spell','tick':40} | en | spell",
      })
  void meaninglessChangesAreRefusedInTheLearnersLanguage(String edit, String language, String words)
      throws Exception {
    var answer = fork("{'recording':'" + base() + "','edits':[" + edit + "]}", language);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(text(answer).replace("\\\"", "\"")).contains(words);
  }

  @Test
  void hugeBodiesAndOtherFormsAreRefused() throws Exception {
    assertThat(fork("[" + " ".repeat(70_000) + "]", "en").statusCode()).isEqualTo(413);
    assertThat(fork("{'recording':", "en").statusCode()).isEqualTo(400);
    var form =
        request("/api/forks")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("recording=x"));
    assertThat(send(form).statusCode())
        .as("a foreign page can only post forms, and forms are not taken")
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({"en, 203.0.113.1, Try again in", "ko, 203.0.113.2, 뒤에 다시 해 보세요"})
  void floodOfForksIsRefusedAndOthersAreNot(String language, String address, String words)
      throws Exception {
    HttpResponse<byte[]> answer;
    int asked = 0;
    do {
      answer = fork("{'recording':'" + base() + "'}", language, address);
    } while (answer.statusCode() == 400 && ++asked < 1000);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(text(answer)).contains(words);
    assertThat(asked).isBetween(FORKS_PER_MINUTE, 2 * FORKS_PER_MINUTE);
    assertThat(fork("{'recording':'" + base() + "'}", language).statusCode()).isEqualTo(400);
  }

  @Test
  void storeThatIsFullTakesNoNewForkAndKeepsTheOldOnes() {
    var old = new ForkStore.Fork("0".repeat(64), SLUG, base(), List.of());
    assertThat(new ForkStore(jdbc, Long.MAX_VALUE).keep(old)).isTrue();
    var full = new ForkStore(jdbc, 1);
    assertThat(full.keep(old)).isTrue();
    assertThat(full.keep(new ForkStore.Fork("1".repeat(64), SLUG, base(), List.of()))).isFalse();
    assertThat(full.find(old.hash())).contains(old);
    assertThat(full.find("1".repeat(64))).isEmpty();
  }

  @Test
  void progressBelongsToTheCookieAndOutlivesTheSession() throws Exception {
    var first = put("/api/progress/" + SLUG, "{'recording':'" + base() + "','tick':36}", "");
    assertThat(first.statusCode()).isEqualTo(204);
    var cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
    var learner = cookie.replaceFirst(";.*", "");
    var mine = send(request("/api/progress").header("Cookie", learner).GET());
    assertThat(text(mine)).contains("\"tick\":36", SLUG);
    assertThat(text(get("/api/progress"))).isEqualTo("[]");
    var beyond =
        put("/api/progress/" + SLUG, "{'recording':'" + base() + "','tick':1000000}", learner);
    assertThat(beyond.statusCode()).isEqualTo(400);
  }

  private String base() {
    return library.scenario(SLUG).orElseThrow().base().hash();
  }

  private HttpResponse<byte[]> get(String address) throws Exception {
    return send(request(address).GET());
  }

  private HttpResponse<byte[]> fork(String json, String language) throws Exception {
    return fork(json, language, "203.0.113.0");
  }

  private HttpResponse<byte[]> fork(String json, String language, String address) throws Exception {
    return send(
        request("/api/forks")
            .header("X-Forwarded-For", address)
            .header("Content-Type", "application/json")
            .header("Accept-Language", language)
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private HttpResponse<byte[]> put(String address, String json, String cookie) throws Exception {
    return send(
        request(address)
            .header("Content-Type", "application/json")
            .header("Cookie", cookie)
            .PUT(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private HttpRequest.Builder request(String address) {
    var port = environment.getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + address));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
