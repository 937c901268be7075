package ringside.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.RouterLink;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import ringside.course.lesson.Course;
import ringside.web.api.Lessons;
import ringside.web.api.Library;
import ringside.web.app.Application;

/**
 * Every page without a browser: what it offers, in both languages, and what it says of a dead end.
 */
@SpringBootTest(classes = Application.class, properties = "spring.datasource.url=jdbc:h2:mem:pages")
@ViewPackages(classes = HomeView.class)
class PagesTest extends SpringBrowserlessTest {
  @Autowired private Course course;
  @Autowired private Library library;
  @Autowired private Lessons lessons;

  @BeforeEach
  void speakEnglish() {
    UI.getCurrent().getSession().setLocale(Locale.ENGLISH);
  }

  @Test
  void homeOffersTheFirstScenarioToANewLearner() {
    navigate(HomeView.class);
    assertThat(find(H1.class).single().getText()).isEqualTo("Step inside a system call");
    assertThat(links()).contains("learn/machine/bare-metal", "learn/machine/fast-system-calls");
  }

  @Test
  void homeShowsARecordedRun() {
    navigate(HomeView.class);
    var live = find(LiveRun.class).single().getElement();
    var hash = library.scenario("fast-system-calls").orElseThrow().base().hash();
    assertThat(live.getProperty("recording")).isEqualTo("api/recordings/" + hash);
  }

  @Test
  void everyPageTurnsToTheOtherLanguageInPlace() {
    navigate(HomeView.class);
    var korean =
        find(NativeButton.class).all().stream()
            .filter(button -> "ko".equals(button.getElement().getAttribute("lang")))
            .findFirst()
            .orElseThrow();
    test(korean).click();
    assertThat(UI.getCurrent().getLocale()).isEqualTo(Locale.KOREAN);
    assertThat(find(H1.class).single().getText()).isEqualTo("시스템 콜 안으로 한 걸음씩");
    assertThat(find(Nav.class).single().getElement().getTextRecursively()).contains("과정");
    assertThat(korean.getElement().getAttribute("aria-pressed")).isEqualTo("true");
  }

  @Test
  void mapMarksWhatIsComingAndLinksWhatIsThere() {
    navigate(CourseView.class);
    var stops = find(CourseMapElement.class).single().getElement().getPropertyRaw("course");
    var json = String.valueOf(stops);
    assertThat(json).contains("learn/machine/user-and-kernel-mode");
    assertThat(course.stops()).hasSize(30);
    for (var stop : course.stops().toList()) {
      var link = "/" + stop.slug() + "\"";
      assertThat(json.contains(link))
          .as("%s is a link exactly if it can be opened", stop.number())
          .isEqualTo(library.scenario(stop.slug()).isPresent());
    }
  }

  @Test
  void playerIsToldItsRunAndItsLanguage() {
    var view = navigate("learn/machine/fast-system-calls", PlayerView.class);
    var hash = library.scenario("fast-system-calls").orElseThrow().base().hash();
    var player = find(RingsidePlayer.class).single().getElement();
    assertThat(player.getProperty("recordingUrl")).isEqualTo("api/recordings/" + hash);
    assertThat(player.getProperty("lang")).isEqualTo("en");
    UI.getCurrent().getSession().setLocale(Locale.KOREAN);
    assertThat(player.getProperty("lang")).isEqualTo("ko");
    assertThat(player.getProperty("recordingUrl"))
        .as("the language changes nothing about the run")
        .isEqualTo("api/recordings/" + hash);
    assertThat(view.getPageTitle()).startsWith("빠른 시스템 콜");
  }

  @Test
  void linkToAMomentOpensTheRunThatItNames() {
    var run = library.scenario("fast-system-calls").orElseThrow().run("kpti").orElseThrow();
    navigate("s/fast-system-calls@" + run.hash().substring(0, 8), PlayerView.class);
    assertThat(find(RingsidePlayer.class).single().getElement().getProperty("recordingUrl"))
        .endsWith(run.hash());
  }

  @ParameterizedTest
  @CsvSource({
    "nothing/here, Nothing is at this address",
    "s/garbage, This link is not complete",
    "s/fast-system-calls@xyz, This link is not complete",
    "s/fast-system-calls@00000000, That run is not kept here",
    "s/no-such-thing@00000000, There is no such scenario",
    "learn/machine/no-such-thing, There is no such scenario",
    "learn/machine/fast-system-calls?run=none, That run is not kept here",
  })
  void deadEndsSayWhy(String address, String title) {
    var location = new Location(address);
    UI.getCurrent().navigate(location.getPath(), location.getQueryParameters());
    roundTrip();
    assertThat(find(H1.class).single().getText()).isEqualTo(title);
    assertThat(links()).contains("learn");
  }

  @Test
  void everyLessonHasItsPageAndTheMapLeadsThere() {
    navigate(CourseView.class);
    var map =
        String.valueOf(find(CourseMapElement.class).single().getElement().getPropertyRaw("course"));
    assertThat(lessons.all()).isNotEmpty();
    for (var lesson : lessons.all()) {
      var address = "learn/" + Lessons.name(lesson);
      assertThat(map).contains('"' + address + '"');
      navigate(address, LessonView.class);
      assertThat(find(H1.class).single().getText())
          .isEqualTo(lesson.text(Locale.ENGLISH).orElseThrow().title());
    }
  }

  @Test
  void scenarioThatIsNotWrittenYetIsAnnounced() {
    var coming = course.stops().filter(stop -> library.scenario(stop.slug()).isEmpty()).findFirst();
    Assumptions.assumeTrue(coming.isPresent(), "the course is complete");
    deadEndsSayWhy(
        Addresses.player(course, coming.orElseThrow().slug()), "This scenario is coming");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void everyTextIsThereInBothLanguages(String language) {
    var words = ResourceBundle.getBundle("vaadin-i18n.translations_" + language);
    var others = ResourceBundle.getBundle("vaadin-i18n.translations");
    assertThat(words.keySet()).isEqualTo(others.keySet());
  }

  private List<String> links() {
    var routed = find(RouterLink.class).all().stream().map(RouterLink::getHref);
    var plain = find(Anchor.class).all().stream().map(Anchor::getHref);
    return Stream.concat(routed, plain).toList();
  }
}
