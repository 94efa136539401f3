import { BlobReader, configure, type Entry, type FileEntry, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';

configure({ useWebWorkers: false });

/** The files of a bundle, whatever holds it. */
export interface BundleFiles {
  readonly names: readonly string[];
  /** Undefined when there is no such file. */
  bytes(name: string): Promise<Uint8Array | undefined>;
  /** Its lines, without keeping the file in memory; undefined when there is no such file. */
  lines(name: string): AsyncIterable<readonly string[]> | undefined;
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

/** Batches of lines, as they come. */
async function* linesOf(entry: FileEntry): AsyncGenerator<readonly string[]> {
  // Some chunks ahead, so that unpacking and checking go on at the same time.
  const pipe = new TransformStream<Uint8Array, Uint8Array>({}, {}, new CountQueuingStrategy({ highWaterMark: 64 }));
  const done = entry.getData(pipe.writable);
  const decoder = new TextDecoder();
  const reader = pipe.readable.getReader();
  let rest = '';
  for (;;) {
    const { done: isLast, value } = await reader.read();
    const text = rest + decoder.decode(value, { stream: !isLast });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
    if (isLast) break;
  }
  if (rest !== '') yield [rest];
  await done;
}
