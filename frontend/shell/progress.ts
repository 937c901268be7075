/**
 * Keeps a learner's progress while the player is on the page: where the playhead came to rest, and
 * the first answer to each prediction. It goes to the server by plain requests, not through the
 * page's session, and once more when the page goes away; so a lost session loses nothing.
 *
 * The player says whose run it is with `data-scenario`; a fork is the learner's own run and is not
 * progress in the course.
 */
import type { RingsidePlayer } from '../player/ringside-player';

interface TickChange {
  tick: number;
  /** The recording that moved, and whether it is a fork. */
  hash: string;
  fork: boolean;
}

interface PredictionAnswered {
  id: string;
  answer?: string;
  correct: boolean;
}

/** The playhead rests when it has not moved for this long. */
const REST = 1200;

let waiting: { slug: string; recording: string; tick: number } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function send(method: 'PUT' | 'POST', address: string, body: object): void {
  // the page may be leaving, or the server restarting: the next rest says it again
  fetch(new URL(`api/progress/${address}`, document.baseURI), {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    keepalive: true,
  }).catch(() => undefined);
}

function flush(): void {
  clearTimeout(timer);
  if (!waiting) return;
  const { slug, ...place } = waiting;
  waiting = undefined;
  send('PUT', slug, place);
}

document.addEventListener('tick-change', (event) => {
  const slug = (event.target as RingsidePlayer).dataset['scenario'];
  const { tick, hash, fork } = (event as CustomEvent<TickChange>).detail;
  if (!slug || fork) return;
  waiting = { slug, recording: hash, tick };
  clearTimeout(timer);
  timer = setTimeout(flush, REST);
});

document.addEventListener('prediction-answered', (event) => {
  const slug = (event.target as RingsidePlayer).dataset['scenario'];
  const { id, answer, correct } = (event as CustomEvent<PredictionAnswered>).detail;
  if (slug && answer) send('POST', `${slug}/answers`, { prediction: id, choice: answer, correct });
});

addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') flush();
});
