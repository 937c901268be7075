/** Fetching JSON with errors that name what failed, so that the player can say it and retry. */

/** Why something could not be loaded; `key` selects the learner's sentence. */
export class LoadFailure extends Error {
  constructor(
    readonly key:
      | 'error.recording-gone'
      | 'error.recording-failed'
      | 'error.chunk-failed'
      | 'error.text-failed'
      | 'error.fork-failed'
      | 'error.costs-failed',
    readonly url: string,
    readonly detail: string,
  ) {
    super(`${key} ${url}: ${detail}`);
  }
}

export type Fetcher = (url: string, init?: RequestInit) => Promise<Response>;

/** The JSON at `url`; network trouble, a bad status and malformed JSON all become a {@link LoadFailure}. */
export async function fetchJson<T>(
  url: string,
  key: LoadFailure['key'],
  init?: RequestInit,
  fetcher: Fetcher = fetch,
): Promise<T> {
  let response: Response;
  try {
    response = await fetcher(url, init);
  } catch (error) {
    throw new LoadFailure(key, url, error instanceof Error ? error.message : String(error));
  }
  if (!response.ok) {
    const gone = key === 'error.recording-failed' && (response.status === 404 || response.status === 410);
    throw new LoadFailure(gone ? 'error.recording-gone' : key, url, await reason(response));
  }
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new LoadFailure(key, url, error instanceof Error ? error.message : String(error));
  }
}

async function reason(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { message?: unknown };
    if (typeof body.message === 'string') return body.message;
  } catch {
    // the status below says enough
  }
  return `HTTP ${response.status}`;
}
