package ringside.web.api;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Why a change was not run; the message is for the learner, in the learner's language. */
public final class ForkRefused extends Exception {
  private static final long serialVersionUID = 1;

  /** Kinds of refusal. */
  public enum Reason {
    /** There is no such recording. */
    UNKNOWN,
    /** The change makes no sense to this machine. */
    MEANINGLESS,
    /** Every worker is busy; it can be tried again. */
    BUSY,
    /** This learner asks too often; it can be tried again later. */
    TOO_OFTEN,
    /** No more forks are kept here. */
    FULL
  }

  /** The server's own language is nobody's choice. */
  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Reason reason;

  private ForkRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A refusal in the words of {@code forks.properties}. */
  static ForkRefused of(
      Reason reason, Locale language, String message, @Nullable Object... values) {
    var words = ResourceBundle.getBundle("ringside.web.api.forks", language, NO_FALLBACK);
    return new ForkRefused(
        reason, new MessageFormat(words.getString(message), language).format(values));
  }

  public Reason reason() {
    return reason;
  }
}
