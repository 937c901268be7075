package ringside.web.ui;

import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.flow.server.VaadinServletResponse;
import com.vaadin.flow.server.VaadinSession;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The languages that pages speak, and how a session comes to one. */
public final class Languages {
  /** In the order of the switch; the first is the fallback. */
  public static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.KOREAN);

  private static final String COOKIE = "ringside.language";
  private static final Duration MEMORY = Duration.ofDays(365);

  private Languages() {}

  /** What this visitor chose before, else the best of what the browser asks for, else English. */
  public static Locale of(VaadinRequest request) {
    return Stream.concat(
            Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(cookie -> Locale.forLanguageTag(cookie.getValue())),
            Collections.list(request.getLocales()).stream())
        .map(locale -> Locale.of(locale.getLanguage()))
        .filter(ALL::contains)
        .findFirst()
        .orElse(ALL.getFirst());
  }

  /** Turns every open page of this session to {@code language}, and remembers it for the next. */
  static void choose(Locale language) {
    VaadinSession.getCurrent().setLocale(language);
    var cookie = new Cookie(COOKIE, language.toLanguageTag());
    cookie.setPath("/");
    cookie.setMaxAge((int) MEMORY.toSeconds());
    cookie.setAttribute("SameSite", "Lax");
    if (VaadinService.getCurrentResponse() instanceof VaadinServletResponse r) {
      r.addCookie(cookie);
    }
  }

  /** Tells the open page what language it speaks now, and what it is called in it. */
  static void announce(LocaleChangeEvent event, String title) {
    event
        .getUI()
        .getPage()
        .executeJs(
            "document.documentElement.lang = $0; document.title = $1",
            event.getLocale().toLanguageTag(),
            title);
  }

  /** The name of a page, for tabs and bookmarks. */
  static String title(Optional<String> page) {
    return page.map(name -> name + " · ").orElse("") + "Ringside";
  }
}
