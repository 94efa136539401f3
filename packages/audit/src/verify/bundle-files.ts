import { concatBytes } from '@scholia/core';
import { BlobReader, configure, type Entry, type FileEntry, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { LINE_FEED } from './line-check.ts';

configure({ useWebWorkers: false });

/** The files of a bundle, whatever holds it. */
export interface BundleFiles {
  readonly names: readonly string[];
  /** Undefined when there is no such file. */
  bytes(name: string): Promise<Uint8Array | undefined>;
  /** Its lines, many at a time with their line feeds, without keeping the file in memory; undefined when there is no such file. */
  lines(name: string): AsyncIterable<Uint8Array> | undefined;
}

/** Reads a bundle from a zip file: Node's `openAsBlob`, or a file that was dropped on a page. */
export async function openBundle(file: Blob): Promise<BundleFiles> {
  const entries = new Map<string, FileEntry>();
  for (const entry of await new ZipReader(new BlobReader(file)).getEntries())
    if (isFile(entry)) entries.set(entry.filename, entry);
  return {
    names: [...entries.keys()],
    bytes: async (name) => await entries.get(name)?.getData(new Uint8ArrayWriter()),
    lines: (name) => {
      const entry = entries.get(name);
      return entry && linesOf(entry);
    },
  };
}

const isFile = (entry: Entry): entry is FileEntry => !entry.directory;

/** So many bytes of lines are worth handing on. */
const BATCH = 256 * 1024;

/** Batches of whole lines, as they come. */
async function* linesOf(entry: FileEntry): AsyncGenerator<Uint8Array> {
  // Some chunks ahead, so that unpacking and checking go on at the same time.
  const pipe = new TransformStream<Uint8Array, Uint8Array>({}, {}, new CountQueuingStrategy({ highWaterMark: 64 }));
  const done = entry.getData(pipe.writable);
  const reader = pipe.readable.getReader();
  let parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done: isLast, value } = await reader.read();
    if (isLast) break;
    const end = length + value.length < BATCH ? -1 : value.lastIndexOf(LINE_FEED);
    if (end < 0) {
      parts.push(value);
      length += value.length;
      continue;
    }
    yield concatBytes(...parts, value.subarray(0, end + 1));
    parts = [value.subarray(end + 1)];
    length = parts[0].length;
  }
  if (length > 0) yield concatBytes(...parts);
  await done;
}
