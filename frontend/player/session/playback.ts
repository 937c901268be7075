/** Plays phases and ticks by the clock. One timer, started and stopped; nothing else in the player keeps time. */
export class Playback {
  /** Factor of the speed; 1 is one phase in 480 ms. */
  speed = 1;
  #timer?: ReturnType<typeof setTimeout>;
  #playing = false;
  readonly #advance: () => boolean;

  /** @param advance does the next thing; true where something is left to do */
  constructor(advance: () => boolean) {
    this.#advance = advance;
  }

  /** True while whole ticks are played, not only the phases of one. */
  get playing(): boolean {
    return this.#playing;
  }

  /** Goes on by itself until `advance` has nothing left; `playing` says whether over many ticks. */
  start(playing: boolean): void {
    this.stop();
    this.#playing = playing;
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#playing = false;
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      if (this.#advance()) this.#wait();
      else this.stop();
    }, 480 / this.speed);
  }
}

/** True where the learner asked the system for less motion: then every phase is a still and nothing plays by itself. */
export function prefersStills(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
