package ringside.web.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.text.Collator;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import ringside.course.lesson.Course;
import ringside.course.lesson.Glossary;
import ringside.web.api.Library;

/** The words of the course: the reader's language first, the other one beside it. */
@Route(value = "glossary", layout = MainLayout.class)
@AnonymousAllowed
public final class GlossaryView extends Main implements LocaleChangeObserver, HasDynamicTitle {
  private static final String ADDRESS = "glossary";

  private final transient Glossary glossary;
  private final transient Course course;
  private final transient Library library;
  private final H1 title = new H1();
  private final Paragraph about = new Paragraph();
  private final DescriptionList terms = new DescriptionList();

  GlossaryView(Glossary glossary, Course course, Library library) {
    this.glossary = glossary;
    this.course = course;
    this.library = library;
    addClassNames("reading", "glossary");
    about.addClassName("dim");
    add(title, about, terms);
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    var language = event.getLocale();
    title.setText(getTranslation("nav.glossary"));
    about.setText(getTranslation("glossary.about", glossary.terms().size()));
    terms.removeAll();
    var order = Collator.getInstance(language);
    glossary.terms().stream()
        .sorted(Comparator.comparing(term -> term.in(language).term(), order))
        .forEach(term -> add(term, language));
    Languages.announce(event, getPageTitle());
    // the terms come after the page, so the browser could not find the one in its address
    getElement()
        .executeJs(
            "setTimeout(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))"
                + "?.scrollIntoView({block: 'center'}))");
  }

  @Override
  public String getPageTitle() {
    return Languages.title(Optional.of(getTranslation("nav.glossary")));
  }

  private void add(Glossary.Term term, Locale language) {
    var other = language.equals(Locale.KOREAN) ? Locale.ENGLISH : Locale.KOREAN;
    var beside = new Span(term.in(other).term());
    beside.addClassName("dim");
    beside.getElement().setAttribute("lang", other.toLanguageTag());
    var name = new DescriptionList.Term(new Span(term.in(language).term()));
    if (!term.in(language).term().contains(term.in(other).term())) {
      name.add(new Span(" "), beside);
    }
    name.setId(term.id());
    var links = new Div();
    links.addClassNames("row", "links");
    term.shownIn()
        .filter(slug -> library.scenario(slug).isPresent())
        .flatMap(course::stop)
        .ifPresent(stop ->
            links.add(
                new Anchor(
                    Addresses.player(course, stop.slug()),
                    getTranslation("glossary.watch", stop.number()))));
    for (var id : term.related()) {
      glossary
          .term(id)
          .ifPresent(t -> links.add(new Anchor(ADDRESS + "#" + id, t.in(language).term())));
    }
    var meaning = new DescriptionList.Description(new Paragraph(term.in(language).meaning()));
    if (links.getComponentCount() > 0) {
      meaning.add(links);
    }
    terms.add(name, meaning);
  }
}
