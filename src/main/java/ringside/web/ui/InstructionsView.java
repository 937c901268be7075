package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ringside.course.lesson.Course;
import ringside.course.reference.Encoding;
import ringside.course.reference.InstructionReference;
import ringside.course.reference.InstructionReference.Entry;
import ringside.web.api.Library;

/**
 * The instruction reference, made from the table that the processor is made from: a list that is
 * searched while one types, and the page of one instruction beside it.
 */
@Route(value = "instructions/:mnemonic?", layout = MainLayout.class)
@AnonymousAllowed
public final class InstructionsView extends Main
    implements BeforeEnterObserver, LocaleChangeObserver, HasDynamicTitle {
  private static final String ADDRESS = "instructions/";
  private static final String SEARCH = "instruction-search";

  private final transient InstructionReference reference;
  private final transient Course course;
  private final transient Library library;
  private final NativeLabel label = new NativeLabel();
  private final Input search = new Input();
  private final Span found = new Span();
  private final UnorderedList list = new UnorderedList();
  private final Nav side;
  private final Article detail = new Article();
  private transient @Nullable Entry shown;

  InstructionsView(InstructionReference reference, Course course, Library library) {
    this.reference = reference;
    this.course = course;
    this.library = library;
    addClassName("instructions");
    search.setId(SEARCH);
    search.setType("search");
    search.setValueChangeMode(ValueChangeMode.EAGER);
    search.addValueChangeListener(event -> list(getLocale()));
    search.getElement().setAttribute("autocomplete", "off").setAttribute("spellcheck", "false");
    label.setFor(search);
    found.addClassName("dim");
    found.getElement().setAttribute("role", "status");
    side = new Nav(label, search, found, list);
    side.addClassName("side");
    add(side, detail);
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    var name = event.getRouteParameters().get("mnemonic");
    if (name.isEmpty()) {
      shown = null;
    } else {
      shown = reference.find(name.get()).orElse(null);
      if (shown == null) {
        event.rerouteToError(NotFoundException.class);
        return;
      }
    }
    setClassName("one", shown != null);
    list(getLocale());
    show(getLocale());
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    label.setText(getTranslation("isa.search"));
    side.setAriaLabel(getTranslation("nav.instructions"));
    list(event.getLocale());
    show(event.getLocale());
    Languages.announce(event, getPageTitle());
  }

  @Override
  public String getPageTitle() {
    return Languages.title(
        Optional.of(shown == null ? getTranslation("nav.instructions") : shown.name()));
  }

  private void list(Locale language) {
    var entries = reference.search(search.getValue(), language);
    list.removeAll();
    entries.forEach(entry -> {
      var link = new Anchor(ADDRESS + entry.slug(), new Span(entry.name()));
      link.add(dim(entry.group().in(language)));
      if (entry.equals(shown)) {
        link.getElement().setAttribute("aria-current", "page");
      }
      list.add(new ListItem(link));
    });
    found.setText(getTranslation("isa.found", entries.size()));
  }

  private void show(Locale language) {
    detail.removeAll();
    var entry = shown;
    if (entry == null) {
      detail.add(
          new H1(getTranslation("nav.instructions")),
          new Paragraph(getTranslation("isa.about", reference.entries().size())),
          legend());
      return;
    }
    var back = new Anchor("instructions", getTranslation("isa.all"));
    back.addClassName("back");
    var title = new H1(entry.name());
    title.addClassName("mono");
    detail.add(back, title, dim(entry.group().in(language)));
    entry.description().map(words -> new Paragraph(words.in(language))).ifPresent(detail::add);
    detail.add(sensitivity(entry, language), encodings(entry));
    facts(entry).ifPresent(detail::add);
    detail.add(new H2(getTranslation("isa.scenarios")), scenarios(entry));
  }

  /** The three ways in which an instruction can stand to a hypervisor. */
  private Component legend() {
    var ways = new UnorderedList();
    for (var way : InstructionReference.Sensitivity.values()) {
      var count = reference.entries().stream().filter(entry -> entry.sensitivity() == way).count();
      var item = new ListItem(badge(way), new Span(" "));
      item.add(new Span(getTranslation("isa.way." + way.name() + ".what", count)));
      ways.add(item);
    }
    ways.addClassName("ways");
    return ways;
  }

  private Component sensitivity(Entry entry, Locale language) {
    var box = new Div(badge(entry.sensitivity()));
    box.addClassName("sensitivity");
    var why =
        entry
            .sensitiveBecause()
            .map(words -> words.in(language))
            .orElseGet(() -> getTranslation("isa.way." + entry.sensitivity() + ".why"));
    box.add(new Span(why));
    return box;
  }

  private Span badge(InstructionReference.Sensitivity way) {
    var badge = new Span(getTranslation("isa.way." + way.name()));
    badge.addClassNames("badge", way.name().toLowerCase(Locale.ROOT));
    return badge;
  }

  private Component encodings(Entry entry) {
    var table = new NativeTable();
    table.getCaption().setText(getTranslation("isa.encodings"));
    var head = table.getHead().addRow();
    for (var column : List.of("opcode", "operands", "bits32", "bits64", "notes")) {
      var cell = new NativeTableHeaderCell(getTranslation("isa." + column));
      cell.getElement().setAttribute("scope", "col");
      head.add(cell);
    }
    for (var encoding : entry.encodings()) {
      var line = table.getBody().addRow();
      line.addDataCell().add(mono(encoding.opcode()));
      line.addDataCell().add(mono(encoding.syntax()));
      line.addDataCell().setText(yes(encoding.bits32()));
      line.addDataCell().setText(yes(encoding.bits64()));
      line.addDataCell().setText(notes(encoding));
    }
    var scroller = new Div(table);
    scroller.addClassName("scrolls");
    scroller
        .getElement()
        .setAttribute("tabindex", "0")
        .setAttribute("role", "region")
        .setAttribute("aria-label", getTranslation("isa.encodings"));
    return scroller;
  }

  private String yes(boolean yes) {
    return getTranslation(yes ? "isa.yes" : "isa.no");
  }

  private String notes(Encoding encoding) {
    return encoding.notes().stream()
        .map(note -> getTranslation("isa.flag." + note.name()))
        .collect(Collectors.joining(", "));
  }

  private Optional<Component> facts(Entry entry) {
    var table = new NativeTable();
    table.getCaption().setText(getTranslation("isa.facts"));
    fact(table, "synonyms", List.copyOf(entry.synonyms()));
    fact(table, "flags", entry.group().changedFlags().map(List::of).orElse(List.of()));
    fact(table, "cpuid", entry.needs());
    fact(table, "vmx", entry.exits());
    fact(table, "svm", entry.intercepts());
    return table.getBody().getRows().isEmpty() ? Optional.empty() : Optional.of(table);
  }

  private void fact(NativeTable table, String name, List<String> values) {
    if (!values.isEmpty()) {
      var row = table.getBody().addRow();
      var head = new NativeTableHeaderCell(getTranslation("isa." + name));
      head.getElement().setAttribute("scope", "row");
      row.add(head);
      row.addDataCell().add(mono(String.join(", ", values)));
    }
  }

  private Component scenarios(Entry entry) {
    var links = new UnorderedList();
    links.addClassName("links");
    course
        .stops()
        .filter(stop -> entry.ranIn(library.instructions(stop.slug())))
        .forEach(stop ->
            links.add(
                new ListItem(
                    new Anchor(
                        Addresses.player(course, stop.slug()),
                        stop.number() + " " + stop.title().in(getLocale())))));
    return links.getChildren().findAny().isPresent()
        ? links
        : new Paragraph(getTranslation("isa.nowhere"));
  }

  private static Span mono(String text) {
    var span = new Span(text);
    span.addClassName("mono");
    return span;
  }

  private static Span dim(String text) {
    var span = new Span(text);
    span.addClassName("dim");
    return span;
  }
}
