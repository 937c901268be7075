package ringside.web.ui;

import com.vaadin.flow.server.VaadinRequest;
import java.util.List;
import java.util.Optional;
import ringside.course.progress.Progress;
import ringside.course.progress.ProgressStore;
import ringside.web.api.LearnerCookie;

/** What the learner before this page has done so far, latest first; nothing for a new one. */
record Learner(List<Progress> progress) {

  static Learner of(VaadinRequest request, ProgressStore store) {
    return new Learner(LearnerCookie.read(request.getCookies()).map(store::of).orElse(List.of()));
  }

  Optional<Progress> in(String scenario) {
    return progress.stream().filter(p -> p.scenario().equals(scenario)).findFirst();
  }
}
