import { utf8ToBytes } from '@scholia/core';
import type { Actor, StoredEvent } from '@scholia/domain';
import { readSelection, type Selection } from '@scholia/event-store';
import { decodeEvent } from '@scholia/ledger';
import type { Services } from '../../services.ts';

/** What is to be written, for whom. */
export interface ExportCall {
  readonly services: Services;
  readonly selection: Selection;
  /** Tell what people are called. */
  readonly withNames: boolean;
  /** Who asked for it. */
  readonly actor: Actor;
  /** Sizes of checkpoints that somebody outside has kept: a bundle then proves that it continues them. */
  readonly witnessSizes: readonly number[];
  readonly onProgress: (what: string) => void;
}

export interface Exported {
  readonly events: number;
  /** Of a bundle: events up to here are under a signature. */
  readonly signedUpTo?: number;
}

/** One way to write the log down. A new one: its file in this folder and a line in `index.ts`. */
export interface ExportFormat {
  /** For menus. */
  readonly title: string;
  /** For --help and menus. */
  readonly summary: string;
  readonly contentType: string;
  /** Of the file's name. */
  readonly extension: string;
  /** Whether it tells names unless asked (Default of `withNames`); null where it has no place for them. */
  readonly namesByDefault: boolean | null;
  /** Throws what stands against it, before anything is recorded or written. */
  readonly check?: (services: Services) => Promise<void>;
  /** Writes page by page, in memory that does not grow with the log, and closes `target`. */
  write(call: ExportCall, target: WritableStream<Uint8Array>): Promise<Exported>;
}

/** A format that is one text. `parts` yields it piece by piece and returns how many events are in it. */
export function textFormat(
  format: Omit<ExportFormat, 'write'> & { readonly parts: (call: ExportCall) => AsyncGenerator<string, number> },
): ExportFormat {
  const { parts, ...rest } = format;
  return { ...rest, write: async (call, target) => ({ events: await pump(parts(call), target) }) };
}

async function pump(parts: AsyncGenerator<string, number>, target: WritableStream<Uint8Array>): Promise<number> {
  const writer = target.getWriter();
  try {
    for (;;) {
      const { done, value } = await parts.next();
      if (done) {
        await writer.close();
        return value;
      }
      await writer.write(utf8ToBytes(value));
    }
  } catch (error) {
    await parts.return(0);
    // It may be broken already, for the same reason.
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

/** The events of a selection, page by page, as today's code reads them. */
export async function* storedEvents({
  services: { sql, events },
  selection,
}: Pick<ExportCall, 'services' | 'selection'>): AsyncGenerator<StoredEvent[]> {
  for await (const page of readSelection(sql, events.logId, selection))
    yield page.map(({ canonical, hash }) => decodeEvent(utf8ToBytes(canonical), hash));
}
