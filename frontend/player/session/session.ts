import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { fetchJson, LoadFailure } from '../model/fetching';
import { LessonTrack } from '../model/lesson';
import { MachineState } from '../model/machine-state';
import { Moment } from '../model/moment';
import type { Place } from '../model/permalink';
import { Run } from '../model/run';
import { EventIndex } from '../model/search';
import type { Edit, Prediction } from '../recording';
import { phaseCount } from '../stage/scenes';
import { keep, recall } from './keepsakes';
import { Playback, prefersStills } from './playback';

/** What a fork left, so that it can be gone back to. */
interface Original {
  url: string;
  tick: number;
}

/** Something to tell the learner; `retry` does again what failed. */
export interface Notice {
  key: string;
  parameters?: Record<string, string | number>;
  error?: boolean;
  retry?: () => void;
}

/** One learner's visit to one recording: where the playhead is, what was marked and answered, and how to move. */
export class Session implements ReactiveController {
  run?: Run;
  moment?: Moment;
  index?: EventIndex;
  track?: LessonTrack;
  phase = 1;
  phases = 0;
  bookmarks: readonly number[] = [];
  breakpoints: ReadonlySet<string> = new Set();
  watches: ReadonlySet<string> = new Set();
  notice?: Notice;
  loading = false;
  original?: Original;
  readonly playback: Playback;
  readonly #host: ReactiveControllerHost;
  #url = '';
  #state?: MachineState;
  #wanted = 0;
  #search?: AbortController;
  #highlight: ReadonlySet<string> = new Set();
  #highlightStep = -1;
  #questions: readonly number[] = [];
  #questionsOf?: LessonTrack;
  /** Called when a step is refused because a question is open. */
  onQuestion: (question: Prediction) => void = () => undefined;
  /** Called after every move that came to rest. */
  onMove: () => void = () => undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.playback = new Playback(() => this.#advance());
    host.addController(this);
  }

  hostDisconnected(): void {
    this.playback.stop();
    this.#search?.abort();
  }

  get tick(): number {
    return this.moment?.tick ?? 0;
  }

  get ticks(): number {
    return this.run?.recording.ticks ?? 0;
  }

  /** What the lesson points at. The set is the same object while the step is. */
  get highlight(): ReadonlySet<string> {
    const step = this.track?.stepAt(this.tick) ?? -1;
    if (step !== this.#highlightStep) {
      this.#highlightStep = step;
      this.#highlight = this.track?.highlightAt(this.tick) ?? new Set();
    }
    return this.#highlight;
  }

  /** Ticks of the questions that are still open; the same array while none is answered. */
  get questions(): readonly number[] {
    if (this.track !== this.#questionsOf) {
      this.#questionsOf = this.track;
      this.#questions = this.track?.openQuestions() ?? [];
    }
    return this.#questions;
  }

  /** First tick that is the learner's own, in a fork. */
  get forkTick(): number | undefined {
    const edits = this.run?.recording.fork?.edits;
    return edits && Math.min(...edits.map((edit) => edit.tick));
  }

  /** Opens a recording at a place. `place` gets the recording, because only it knows how long the run is. */
  async open(url: string, place: (run: Run) => Place): Promise<void> {
    this.halt();
    this.#set({ loading: true, notice: undefined });
    try {
      const run = await Run.load(url);
      this.#adopt(run, url);
      const { tick, phase } = place(run);
      await this.seek(tick, phase);
    } catch (error) {
      this.#fail(error, () => void this.open(url, place));
    } finally {
      this.#set({ loading: false });
    }
  }

  #adopt(run: Run, url: string): void {
    const kept = recall(run.recording.fork?.of ?? run.recording.hash);
    this.#url = url;
    this.run = run;
    this.#state = undefined;
    this.moment = undefined;
    this.index = new EventIndex(run.recording.events);
    this.#highlightStep = -2;
    this.track = new LessonTrack(
      run.recording,
      new Map(
        this.track?.recording.scenario === run.recording.scenario
          ? [...kept.answers, ...this.track.answers]
          : kept.answers,
      ),
    );
    this.bookmarks = kept.bookmarks.filter((tick) => tick <= run.recording.ticks);
    this.breakpoints = new Set(kept.breakpoints);
  }

  /** Goes to a moment without animation; without a phase the scene is settled. The last call wins. */
  async seek(tick: number, phase?: number): Promise<void> {
    const { run } = this;
    if (!run) return;
    const wanted = ++this.#wanted;
    const to = Math.min(run.recording.ticks, Math.max(0, tick));
    if (!run.isReady(to)) {
      this.#set({ loading: true });
      try {
        await run.ready(to);
      } catch (error) {
        this.#fail(error, () => void this.seek(tick, phase));
        return;
      } finally {
        this.#set({ loading: false });
      }
      if (wanted !== this.#wanted || run !== this.run) return;
    }
    this.#show(run, to);
    this.phase = phase === undefined ? this.phases : Math.min(Math.max(1, phase), this.phases);
    if (this.notice?.error) this.notice = undefined;
    this.#host.requestUpdate();
    this.onMove();
    void run.load(run.chunkOf(Math.min(run.recording.ticks, to + 64))).catch(() => undefined);
  }

  #show(run: Run, tick: number): void {
    if (this.#state) this.#state.seek(tick);
    else this.#state = MachineState.at(run, tick);
    this.moment = new Moment(this.#state);
    this.phases = phaseCount(this.moment);
  }

  /** Goes to a moment and plays its animation; an open question on the way stops it there. */
  async travel(to: number): Promise<void> {
    const from = this.tick;
    const question = to > from ? this.track?.questionBetween(from, to) : undefined;
    if (question && question.tick === from) {
      this.halt();
      this.onQuestion(question);
      return;
    }
    const target = question?.tick ?? to;
    const animate = target > from && !prefersStills();
    await this.seek(target, animate ? 1 : undefined);
    if (animate && this.phases > 1 && !this.playback.playing) this.playback.start(false);
  }

  /** One phase on or back; past the scene's end it is the next step, before its start the step before. */
  async shiftPhase(direction: 1 | -1): Promise<void> {
    this.playback.stop();
    const to = this.phase + direction;
    if (to >= 1 && to <= this.phases) {
      this.phase = to;
      this.#host.requestUpdate();
      this.onMove();
    } else if (direction > 0 && this.tick < this.ticks) {
      const question = this.track?.questionAt(this.tick);
      if (question) this.onQuestion(question);
      else await this.seek(this.tick + 1, 1);
    } else if (direction < 0 && this.tick > 0) await this.seek(this.tick - 1);
  }

  /** A search over steps: it can be stopped, and says so when it found nothing. */
  async search(
    find: (run: Run, signal: AbortSignal) => Promise<number | undefined>,
    nothing: Notice,
    atEnd?: number,
  ): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.halt();
    const search = new AbortController();
    this.#search = search;
    this.#set({ loading: true });
    try {
      const found = await find(run, search.signal);
      if (found === undefined) this.notice = nothing;
      if (found !== undefined || atEnd !== undefined) await this.travel(found ?? atEnd ?? this.tick);
    } catch (error) {
      this.#fail(error, () => void this.search(find, nothing, atEnd));
    } finally {
      this.#set({ loading: false });
    }
  }

  togglePlay(): void {
    if (this.playback.playing) this.halt();
    else if (this.tick < this.ticks) this.playback.start(true);
    this.#host.requestUpdate();
  }

  /** Stops playing and searching; the scene is left settled. */
  halt(): void {
    this.#search?.abort();
    this.#search = undefined;
    const animating = this.phase < this.phases;
    this.playback.stop();
    if (animating && this.moment) this.phase = this.phases;
    this.#host.requestUpdate();
  }

  /** The next thing on the clock: a phase, or a tick while playing. */
  #advance(): boolean {
    if (this.phase < this.phases) {
      this.phase++;
      this.#host.requestUpdate();
      if (this.phase === this.phases) this.onMove();
      return this.playback.playing || this.phase < this.phases;
    }
    if (!this.playback.playing) return false;
    if (this.tick >= this.ticks || this.track?.questionAt(this.tick)) {
      const question = this.track?.questionAt(this.tick);
      if (question) this.onQuestion(question);
      this.#host.requestUpdate();
      return false;
    }
    void this.seek(this.tick + 1, prefersStills() ? undefined : 1);
    return true;
  }

  answer(prediction: Prediction, option: string | undefined): void {
    this.track = this.track?.answered(prediction, option);
    this.#keep();
    this.#host.requestUpdate();
  }

  toggleBookmark(): void {
    const { tick } = this;
    this.bookmarks = this.bookmarks.includes(tick)
      ? this.bookmarks.filter((at) => at !== tick)
      : [...this.bookmarks, tick].sort((a, b) => a - b);
    this.#keep();
    this.#host.requestUpdate();
  }

  toggleBreakpoint(address: string): void {
    this.breakpoints = toggled(this.breakpoints, address);
    this.#keep();
    this.#host.requestUpdate();
  }

  toggleWatch(target: string): void {
    this.watches = toggled(this.watches, target);
    this.#host.requestUpdate();
  }

  /** Has the server run a copy of the machine with the learner's change, and goes there. */
  async fork(url: string, edit: Edit, lang: string): Promise<{ hash: string; url: string; edits: Edit[] } | undefined> {
    const { run } = this;
    if (!run) return undefined;
    this.halt();
    const earlier = run.recording.fork?.edits.filter((one) => one.tick <= edit.tick) ?? [];
    const edits = [...earlier, edit];
    const of = run.recording.fork?.of ?? run.recording.hash;
    this.#set({ loading: true, notice: undefined });
    try {
      const made = await fetchJson<{ url: string; hash: string }>(
        new URL(url, document.baseURI).href,
        'error.fork-failed',
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Accept-Language': lang },
          body: JSON.stringify({ recording: of, edits }),
        },
      );
      const original = this.original ?? { url: this.#url, tick: edit.tick };
      await this.open(made.url, () => ({ tick: edit.tick }));
      this.original = original;
      return { ...made, edits };
    } catch (error) {
      this.#fail(error, () => void this.fork(url, edit, lang));
      return undefined;
    } finally {
      this.#set({ loading: false });
    }
  }

  async returnToOriginal(): Promise<void> {
    const { original } = this;
    if (!original) return;
    const { tick } = this;
    this.original = undefined;
    await this.open(original.url, (run) => ({ tick: Math.min(tick, run.recording.ticks) }));
  }

  say(notice: Notice | undefined): void {
    this.#set({ notice });
  }

  #keep(): void {
    const { run, track } = this;
    if (!run) return;
    keep(run.recording.fork?.of ?? run.recording.hash, {
      bookmarks: [...this.bookmarks],
      breakpoints: [...this.breakpoints],
      answers: [...(track?.answers ?? [])],
    });
  }

  #fail(error: unknown, retry: () => void): void {
    if (!(error instanceof LoadFailure)) throw error;
    this.#set({ notice: { key: error.key, parameters: { detail: error.detail }, error: true, retry } });
  }

  #set(values: Partial<Pick<Session, 'loading' | 'notice'>>): void {
    Object.assign(this, values);
    this.#host.requestUpdate();
  }
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const copy = new Set(set);
  if (!copy.delete(item)) copy.add(item);
  return copy;
}
