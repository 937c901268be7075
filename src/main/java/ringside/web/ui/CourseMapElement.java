package ringside.web.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** The drawn course map; selecting a scenario needs no round trip. */
@Tag("ringside-course-map")
@JsModule("./course/course-map.ts")
final class CourseMapElement extends Component {
  void show(CourseModel course, String selected) {
    getElement().setPropertyBean("course", course);
    getElement().setProperty("selected", selected);
  }
}
