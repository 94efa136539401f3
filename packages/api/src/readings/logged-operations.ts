import { blobNeededBy, changesInBlob, decodeOperation, type OperationEntry } from '@scholia/collab';
import { type Digest, fromBase64, type ReadingId } from '@scholia/core';
import type { Dims, Labelmap } from '@scholia/volume';
import type { Services } from '../services.ts';

/** Events per query: an operation is some hundred bytes. */
const PAGE = 2000;

/** The operations of a reading as the log has them, page by page: after a position, up to another (inclusive). */
export async function* loggedOperations(
  { events }: Pick<Services, 'events'>,
  readingId: ReadingId,
  { after = 0n, upTo }: { readonly after?: bigint; readonly upTo?: bigint | undefined } = {},
): AsyncIterable<(OperationEntry & { readonly position: bigint })[]> {
  for (let position = after; ; ) {
    const types = ['OperationCommitted'] as const;
    const page = await events.read({ after: position, upTo, limit: PAGE, types, readingId });
    yield page.flatMap((event) => {
      if (event.type !== 'OperationCommitted') return [];
      const { session, counter, bytes } = event.payload;
      const op = decodeOperation(fromBase64(bytes));
      const author = event.actor.type === 'user' ? event.actor.userId : undefined;
      return [{ id: { session, counter }, op, author, position: event.position }];
    });
    if (page.length < PAGE) return;
    position = page[page.length - 1].position;
  }
}

/** Fetches the blobs that these operations name and `known` lacks. Throws AppError 'integrity-failed' for a lost one. */
export async function fetchBlobs(
  { blobs }: Pick<Services, 'blobs'>,
  entries: readonly OperationEntry[],
  dims: Dims,
  known: Map<Digest, Labelmap>,
): Promise<void> {
  for (const { op } of entries) {
    const blob = blobNeededBy(op);
    if (blob && !known.has(blob)) known.set(blob, changesInBlob(await blobs.get(blob), dims));
  }
}
