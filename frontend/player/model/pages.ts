/** Physical memory in 4 KiB pages. A keyframe's pages are shared and never written; a write copies first. */

export const PAGE_SIZE = 4096;

/** Non-zero pages by page number. */
export type Pages = ReadonlyMap<number, Uint8Array>;

const ZERO_PAGE = new Uint8Array(PAGE_SIZE);

/** Inflates a keyframe's pages: page number (hex) to base64 of deflate-raw bytes. */
export async function inflatePages(pages: Record<string, string>): Promise<Pages> {
  const inflated = await Promise.all(
    Object.entries(pages).map(async ([number, base64]): Promise<[number, Uint8Array]> => [
      parseInt(number, 16),
      await inflate(base64),
    ]),
  );
  return new Map(inflated);
}

async function inflate(base64: string): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (bytes.length === PAGE_SIZE) return bytes;
  const page = new Uint8Array(PAGE_SIZE);
  page.set(bytes.subarray(0, PAGE_SIZE));
  return page;
}

/** Memory that can be written, on top of a keyframe's pages. */
export class PhysicalMemory {
  #base: Pages;
  #own = new Map<number, Uint8Array>();

  constructor(base: Pages) {
    this.#base = base;
  }

  /** The page's bytes; a page that was never written reads as zeros. Do not write to it. */
  page(number: number): Uint8Array {
    return this.#own.get(number) ?? this.#base.get(number) ?? ZERO_PAGE;
  }

  read(address: number, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const offset = (address + done) % PAGE_SIZE;
      const length = Math.min(size - done, PAGE_SIZE - offset);
      bytes.set(this.page(Math.floor((address + done) / PAGE_SIZE)).subarray(offset, offset + length), done);
      done += length;
    }
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const offset = (address + done) % PAGE_SIZE;
      const length = Math.min(bytes.length - done, PAGE_SIZE - offset);
      this.#writable(Math.floor((address + done) / PAGE_SIZE)).set(bytes.subarray(done, done + length), offset);
      done += length;
    }
  }

  #writable(number: number): Uint8Array {
    let page = this.#own.get(number);
    if (!page) {
      page = this.page(number).slice();
      this.#own.set(number, page);
    }
    return page;
  }
}
