import type { Chunk, Delta, Recording, RunEvent } from '../recording';
import { fetchJson, type Fetcher } from './fetching';
import { inflatePages, type Pages } from './pages';

/** A chunk whose keyframe pages are inflated. */
export interface LoadedChunk {
  chunk: Chunk;
  pages: Pages;
}

/** Chunks kept at a time: a few megabytes, and enough that scrubbing about finds them again. */
const KEPT_CHUNKS = 48;

/** A recording and the chunks of it that were loaded so far. */
export class Run {
  readonly recording: Recording;
  readonly #url: string;
  readonly #fetcher: Fetcher;
  readonly #loaded = new Map<number, LoadedChunk>();
  readonly #loading = new Map<number, Promise<LoadedChunk>>();
  readonly #slots: ReadonlyMap<string, number>;
  readonly #eventsByTick = new Map<number, RunEvent[]>();

  constructor(recording: Recording, url: string, fetcher: Fetcher = (u, i) => fetch(u, i)) {
    this.recording = recording;
    this.#url = url;
    this.#fetcher = fetcher;
    this.#slots = new Map(recording.slots.map((name, index) => [name, index]));
    for (const event of recording.events) {
      const list = this.#eventsByTick.get(event.tick);
      if (list) list.push(event);
      else this.#eventsByTick.set(event.tick, [event]);
    }
  }

  static async load(url: string, fetcher?: Fetcher): Promise<Run> {
    const absolute = new URL(url, document.baseURI).href;
    return new Run(
      await fetchJson<Recording>(absolute, 'error.recording-failed', undefined, fetcher),
      absolute,
      fetcher,
    );
  }

  /** Number of the slot, or -1 where this machine has none of that name. */
  slot(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  /** Events caused by the step from `tick` to `tick + 1`, in order. */
  eventsOf(tick: number): readonly RunEvent[] {
    return this.#eventsByTick.get(tick) ?? [];
  }

  /** The step from `tick` to `tick + 1`; undefined at the end of the run or where its chunk is not loaded. */
  delta(tick: number): Delta | undefined {
    const loaded = this.#loaded.get(this.chunkOf(tick));
    return loaded?.chunk.deltas[tick - loaded.chunk.from];
  }

  /** Index of the chunk that holds the step from `tick` on; the last one for ticks past the end. */
  chunkOf(tick: number): number {
    const chunks = this.recording.chunks;
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunks[middle]?.from ?? 0) <= tick) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  loaded(index: number): LoadedChunk | undefined {
    return this.#loaded.get(index);
  }

  /** True when everything that a moment at `tick` shows is here: the step before it and the step after it. */
  isReady(tick: number): boolean {
    return this.#loaded.has(this.chunkOf(Math.max(0, tick - 1))) && this.#loaded.has(this.chunkOf(tick));
  }

  /** Loads what a moment at `tick` shows. */
  async ready(tick: number): Promise<void> {
    await Promise.all([this.load(this.chunkOf(Math.max(0, tick - 1))), this.load(this.chunkOf(tick))]);
  }

  /** Loads a chunk, once; a failed load may be tried again. */
  load(index: number): Promise<LoadedChunk> {
    const present = this.#loaded.get(index);
    if (present) {
      this.#loaded.delete(index);
      this.#loaded.set(index, present);
      return Promise.resolve(present);
    }
    let loading = this.#loading.get(index);
    if (!loading) {
      loading = this.#fetchChunk(index).finally(() => this.#loading.delete(index));
      this.#loading.set(index, loading);
    }
    return loading;
  }

  /** Value of a slot at `tick`, without moving anything; undefined where the chunk is not loaded. */
  valueAt(slot: number, tick: number): string | undefined {
    const loaded = this.#loaded.get(this.chunkOf(tick));
    if (!loaded || slot < 0) return undefined;
    for (let i = tick - loaded.chunk.from - 1; i >= 0; i--) {
      const set = loaded.chunk.deltas[i]?.set?.find(([index]) => index === slot);
      if (set) return set[1];
    }
    return loaded.chunk.keyframe.state[slot];
  }

  async #fetchChunk(index: number): Promise<LoadedChunk> {
    const entry = this.recording.chunks[index];
    if (!entry) throw new RangeError(`chunk ${index} of ${this.recording.chunks.length}`);
    const chunk = await fetchJson<Chunk>(
      new URL(entry.url, this.#url).href,
      'error.chunk-failed',
      undefined,
      this.#fetcher,
    );
    const loaded = { chunk, pages: await inflatePages(chunk.keyframe.pages) };
    this.#loaded.set(index, loaded);
    for (const oldest of this.#loaded.keys()) {
      if (this.#loaded.size <= KEPT_CHUNKS) break;
      this.#loaded.delete(oldest);
    }
    return loaded;
  }
}
