import type { Prediction, Recording } from '../recording';

/** How the learner answered a prediction. */
export interface Answer {
  /** Chosen option; absent where the question was skipped. */
  option?: string;
  correct: boolean;
}

/** The lesson beside a run: which step it is at, which question stands in the way. */
export class LessonTrack {
  readonly recording: Recording;
  readonly answers: ReadonlyMap<string, Answer>;

  constructor(recording: Recording, answers: ReadonlyMap<string, Answer> = new Map()) {
    this.recording = recording;
    this.answers = answers;
  }

  answered(prediction: Prediction, option: string | undefined): LessonTrack {
    const answers = new Map(this.answers);
    answers.set(prediction.id, { option, correct: option === prediction.answer });
    return new LessonTrack(this.recording, answers);
  }

  /** Index of the step that a moment at `tick` belongs to; -1 before the first. */
  stepAt(tick: number): number {
    let found = -1;
    this.recording.steps.forEach((step, index) => {
      if (step.tick <= tick && (found < 0 || step.tick >= (this.recording.steps[found]?.tick ?? 0))) found = index;
    });
    return found;
  }

  /** What the step at `tick` points at: `reg:rcx`, `msr:LSTAR`, `mem:109fec`, `lane:kernel`. */
  highlightAt(tick: number): ReadonlySet<string> {
    return new Set(this.recording.steps[this.stepAt(tick)]?.highlight);
  }

  /** Tick of the next step of the lesson after `tick`; undefined after the last. */
  nextStep(tick: number): number | undefined {
    return smallest(this.recording.steps.map((step) => step.tick).filter((at) => at > tick));
  }

  /** Tick of the step before; from inside a step, that step's own tick. */
  previousStep(tick: number): number | undefined {
    const earlier = this.recording.steps.map((step) => step.tick).filter((at) => at < tick);
    return earlier.length > 0 ? Math.max(...earlier) : tick > 0 ? 0 : undefined;
  }

  /** The open question that must be answered before `tick` is left forwards. */
  questionAt(tick: number): Prediction | undefined {
    return this.recording.predictions.find(
      (prediction) => prediction.tick === tick && !this.answers.has(prediction.id),
    );
  }

  /** The first open question from `from` up to, but not including, `to`. */
  questionBetween(from: number, to: number): Prediction | undefined {
    return this.recording.predictions
      .filter((prediction) => prediction.tick >= from && prediction.tick < to && !this.answers.has(prediction.id))
      .sort((a, b) => a.tick - b.tick)[0];
  }

  /** The last answered question whose outcome is known at `tick` and that belongs to the step shown there. */
  verdictAt(tick: number): Prediction | undefined {
    const step = this.recording.steps[this.stepAt(tick)];
    const earliest = Math.min(step?.tick ?? 0, this.previousStep(step?.tick ?? 0) ?? 0);
    return this.recording.predictions
      .filter(
        (prediction) =>
          this.answers.has(prediction.id) && this.outcomeOf(prediction) <= tick && prediction.tick >= earliest,
      )
      .sort((a, b) => b.tick - a.tick)[0];
  }

  /** The moment that shows what happened. */
  outcomeOf(prediction: Prediction): number {
    const event = prediction.event === undefined ? undefined : this.recording.events[prediction.event];
    return event && event.tick >= prediction.tick ? event.tick + 1 : prediction.tick + 1;
  }

  openQuestions(): number[] {
    return this.recording.predictions
      .filter((prediction) => !this.answers.has(prediction.id))
      .map((prediction) => prediction.tick);
  }

  /** Every step was reached and every question dealt with. */
  isComplete(tick: number): boolean {
    return this.recording.steps.every((step) => step.tick <= tick) && this.openQuestions().length === 0;
  }
}

function smallest(numbers: readonly number[]): number | undefined {
  return numbers.length > 0 ? Math.min(...numbers) : undefined;
}
