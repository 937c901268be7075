package ringside.web.ui;

import com.vaadin.flow.router.NotFoundException;

/** An address that looks like one of ours and leads nowhere; each kind has its own explanation. */
abstract sealed class DeadEnd extends NotFoundException {
  private static final long serialVersionUID = 1;

  /** A scenario that is not here, or not yet. */
  static final class NoSuchScenario extends DeadEnd {
    private static final long serialVersionUID = 1;
    final String slug;

    NoSuchScenario(String slug) {
      this.slug = slug;
    }
  }

  /** A run of a scenario that is here: an older edition, or a variant that it has not. */
  static final class NoSuchRun extends DeadEnd {
    private static final long serialVersionUID = 1;
    final String slug;

    NoSuchRun(String slug) {
      this.slug = slug;
    }
  }

  /** A link to a moment that was cut off or mistyped. */
  static final class BrokenLink extends DeadEnd {
    private static final long serialVersionUID = 1;
  }
}
