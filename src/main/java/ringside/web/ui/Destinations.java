package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.router.RouteParameters;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import ringside.course.reference.InstructionReference;
import ringside.web.api.Lessons;
import ringside.web.api.Library;
import ringside.web.api.Library.Run;

/** What the parameters of an address name, asked before a page is drawn and by the page. */
@Service
public final class Destinations {
  private static final Pattern MOMENT = Pattern.compile("([a-z0-9-]{1,64})@([0-9a-f]{8,64})");

  private final Library library;
  private final Lessons lessons;
  private final InstructionReference reference;

  Destinations(Library library, Lessons lessons, InstructionReference reference) {
    this.library = library;
    this.lessons = lessons;
    this.reference = reference;
  }

  /** A run that the player opens, and the scenario that it is of. */
  record Opened(String slug, Run run) {}

  /** Whether a page has something to show for these parameters. */
  public boolean exists(
      Class<? extends Component> page, RouteParameters parameters, @Nullable String variant) {
    if (page == LessonView.class) {
      return parameters.get("lesson").flatMap(lessons::named).isPresent();
    }
    if (page == InstructionsView.class) {
      return parameters.get("mnemonic").map(reference::find).map(Optional::isPresent).orElse(true);
    }
    if (page == PlayerView.class) {
      try {
        run(parameters, Optional.ofNullable(variant));
      } catch (DeadEnd _) {
        return false;
      }
    }
    return true;
  }

  /**
   * The run that an address of the player names: a scenario as it is now, in a variant, or the very
   * run that a link to a moment was made of.
   */
  Opened run(RouteParameters parameters, Optional<String> variant) throws DeadEnd {
    var moment = parameters.get("moment");
    return moment.isPresent()
        ? linked(moment.get())
        : current(parameters.get("slug").orElse(""), variant.orElse("base"));
  }

  private Opened current(String slug, String variant) throws DeadEnd {
    return library
        .scenario(slug)
        .orElseThrow(() -> new DeadEnd.NoSuchScenario(slug))
        .run(variant)
        .map(run -> new Opened(slug, run))
        .orElseThrow(() -> new DeadEnd.NoSuchRun(slug));
  }

  private Opened linked(String moment) throws DeadEnd {
    var parts = MOMENT.matcher(moment);
    if (!parts.matches()) {
      throw new DeadEnd.BrokenLink();
    }
    var slug = parts.group(1);
    return library
        .find(slug, parts.group(2))
        .map(run -> new Opened(slug, run))
        .orElseThrow(() ->
            library.scenario(slug).isPresent()
                ? new DeadEnd.NoSuchRun(slug)
                : new DeadEnd.NoSuchScenario(slug));
  }
}
