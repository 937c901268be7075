/** What `ringside.web.ui.CourseView` hands to the map; every word is already in the page's language. */
export interface Course {
  parts: { letter: string; title: string; question: string; tally: string; lessons: { title: string; href: string }[] }[];
  stops: Stop[];
  words: Record<
    'after' | 'lesson' | 'finishFirst' | 'nothingFirst' | 'recommendation' | 'oneRun' | 'coming' | 'openedBy' | 'neededFirst',
    string
  >;
}

export interface Stop {
  /** `S03` */
  id: string;
  part: string;
  title: string;
  /** As it fits on a card. */
  shortTitle: string;
  objective: string;
  /** "12 min" */
  time: string;
  /** "easy" */
  level: string;
  state: 'coming' | 'open' | 'started' | 'done';
  /** The state in words: "step 3 of 9". */
  status: string;
  /** Share of the run that was seen, 0 to 1. */
  share: number;
  /** Ids of the scenarios to finish first. */
  after: string[];
  /** Where it opens; absent while it is coming. */
  href?: string;
  /** Words of the link: "Open S03". */
  open?: string;
  /** Numbers of the recorded run. */
  counts: { label: string; value: string }[];
}
