import type { Delta } from '../recording';
import { bytesOf, parse } from './hex';
import { PhysicalMemory } from './pages';
import type { LoadedChunk, Run } from './run';

/** What a step overwrote: enough to take it back. */
interface Undo {
  set: [slot: number, before: string][];
  consoleLength: number;
}

/**
 * The machine at one tick. It moves forwards by applying deltas and backwards by taking them back; to another
 * chunk it jumps by the chunk's keyframe. All of it is synchronous: the chunks must be loaded.
 */
export class MachineState {
  readonly run: Run;
  tick = 0;
  memory: PhysicalMemory;
  console = '';
  #slots: string[] = [];
  #undo: Undo[] = [];
  #chunk: LoadedChunk;
  #index: number;

  private constructor(run: Run, index: number, chunk: LoadedChunk) {
    this.run = run;
    this.#index = index;
    this.#chunk = chunk;
    this.memory = new PhysicalMemory(chunk.pages);
    this.#restoreKeyframe();
  }

  /** The state at `tick`, whose chunks must be loaded. */
  static at(run: Run, tick: number): MachineState {
    const index = run.chunkOf(Math.max(0, tick - 1));
    const chunk = run.loaded(index);
    if (!chunk) throw new Error(`chunk ${index} is not loaded`);
    const state = new MachineState(run, index, chunk);
    state.seek(tick);
    return state;
  }

  /** Value of a slot as hex; undefined where this machine has none of that name. */
  hex(name: string): string | undefined {
    return this.#slots[this.run.slot(name)];
  }

  /** Value of a slot; 0 where this machine has none of that name. */
  value(name: string): bigint {
    return parse(this.hex(name));
  }

  /** Value of a slot before the step that led here, where that step wrote the slot; else undefined. */
  before(name: string): string | undefined {
    const slot = this.run.slot(name);
    return this.#undo.at(-1)?.set.find(([index]) => index === slot)?.[1];
  }

  /** Names of the slots that the step which led here changed. */
  changed(): string[] {
    const last = this.#undo.at(-1)?.set ?? [];
    return last
      .filter(([slot, before]) => this.#slots[slot] !== before)
      .map(([slot]) => this.run.recording.slots[slot] ?? '');
  }

  /** Moves to `tick`. At a chunk's border the earlier chunk is used: it holds the step that led there. */
  seek(tick: number): void {
    const index = this.run.chunkOf(Math.max(0, tick - 1));
    if (index !== this.#index) {
      const chunk = this.run.loaded(index);
      if (!chunk) throw new Error(`chunk ${index} is not loaded`);
      this.#index = index;
      this.#chunk = chunk;
      this.#restoreKeyframe();
    }
    const { from } = this.#chunk.chunk;
    // Going far back is cheaper from the keyframe.
    if (this.tick - tick > tick - from) this.#restoreKeyframe();
    while (this.tick > tick) this.#back();
    while (this.tick < tick) this.#forward();
  }

  #restoreKeyframe(): void {
    const { chunk, pages } = this.#chunk;
    this.#slots = [...chunk.keyframe.state];
    this.memory = new PhysicalMemory(pages);
    this.console = chunk.keyframe.console;
    this.#undo = [];
    this.tick = chunk.from;
  }

  #forward(): void {
    const delta = this.#delta(this.tick);
    const undo: Undo = { set: [], consoleLength: this.console.length };
    for (const [slot, after] of delta.set ?? []) {
      undo.set.push([slot, this.#slots[slot] ?? '0']);
      this.#slots[slot] = after;
    }
    for (const [address, , after] of delta.mem ?? []) this.memory.write(parseInt(address, 16), bytesOf(after));
    if (delta.out) this.console += delta.out;
    this.#undo.push(undo);
    this.tick++;
  }

  #back(): void {
    const delta = this.#delta(this.tick - 1);
    const undo = this.#undo.pop();
    if (!undo) throw new Error('nothing to take back');
    for (const [address, before] of [...(delta.mem ?? [])].reverse())
      this.memory.write(parseInt(address, 16), bytesOf(before));
    for (const [slot, before] of undo.set.reverse()) this.#slots[slot] = before;
    this.console = this.console.slice(0, undo.consoleLength);
    this.tick--;
  }

  #delta(tick: number): Delta {
    const delta = this.#chunk.chunk.deltas[tick - this.#chunk.chunk.from];
    if (!delta) throw new RangeError(`no step ${tick} in the chunk at ${this.#chunk.chunk.from}`);
    return delta;
  }
}
