import { blobNeededBy, encodeOperation, Fold } from '@scholia/collab';
import { type Digest, digestOf, type Json, must, seededRandom, toBase64 } from '@scholia/core';
import { encodeLabelmap, type Grid } from '@scholia/volume';
import { mixedOperations } from '../fold/operations.ts';
import { type About, id, USER } from './bundle.ts';

const [PROJECT, IMAGE] = [id(2), id(3)] as const;
const READINGS = 50;
/** Bytes of a typical stroke. */
const STROKE = toBase64(new Uint8Array(200).map((_, at) => (at * 37) % 251));
const GRID: Grid = { dims: [256, 256, 96], spacingUm: [1000, 1000, 1000] };

/** Readings are opened, and then painted in turn. The strokes are as long as real ones, but for integrity nobody reads them. */
export function* strokes(count: number): Generator<About> {
  for (let n = 0; n < count; n++) {
    const reading = id(100 + (n % READINGS));
    yield n < READINGS ? opened(reading) : operation(reading, 1 + (n % READINGS), n, 'Stroke', STROKE);
  }
}

export interface Readings {
  readonly events: Iterable<About>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Readings of 1,000 real operations each, all submitted: what a replay has to do. */
export function submittedReadings(readings: number): Readings {
  const blobs = new Map<string, Uint8Array>();
  const events: About[] = [imageImported()];
  for (let n = 0; n < readings; n++) {
    const reading = id(100 + n);
    const { entries, blobs: masks } = mixedOperations(GRID, 1000, seededRandom(n));
    const fold = new Fold(GRID, { blobOf: (digest) => masks.get(digest) });
    fold.apply(entries);
    events.push(opened(reading));
    for (const { id: author, op } of entries) {
      const blob = blobNeededBy(op);
      if (blob) blobs.set(blob, encodeLabelmap(must(masks.get(blob), 'it was just made')));
      events.push(
        operation(reading, author.session, author.counter, op.type, toBase64(encodeOperation(op)), op.lamport),
      );
    }
    events.push(submitted(reading, fold.digest() as Digest));
  }
  return { events, blobs };
}

const person = { type: 'user', userId: USER as never } as const;
const about = (reading: string, type: string, payload: Json): About => ({
  ...{ stream: `reading-${reading}`, type, actor: person, project: PROJECT, image: IMAGE, reading, payload },
});

const opened = (readingId: string) =>
  about(readingId, 'ReadingOpened', { readingId, imageId: IMAGE, projectId: PROJECT, mode: 'collaborative' });

const operation = (
  readingId: string,
  session: number,
  counter: number,
  kind: string,
  bytes: string,
  lamport: number = counter,
) => about(readingId, 'OperationCommitted', { readingId, session, counter, lamport, kind, bytes });

const submitted = (readingId: string, labelDigest: Digest) =>
  about(readingId, 'ReadingSubmitted', {
    ...{ readingId, imageId: IMAGE, projectId: PROJECT, labelDigest, labelBlob: labelDigest },
    ...{ upToPosition: '1', heldOut: false },
  });

function imageImported(): About {
  const { dims, spacingUm } = GRID;
  const scale = spacingUm.map((um) => um / 1000);
  const affine = [scale[0], 0, 0, 0, 0, scale[1], 0, 0, 0, 0, scale[2], 0, 0, 0, 0, 1];
  const blob = digestOf(new Uint8Array());
  const intensity = { min: 0, max: 1, mean: 0, sd: 1, p01: 0, p99: 1 };
  const payload: Json = {
    ...{ imageId: IMAGE, projectId: PROJECT, name: 'bench', blob, bytes: 0, dims, spacingUm, affine },
    ...{ dtype: 'uint8', volumeIndex: null, intensity },
  };
  return {
    stream: `image-${IMAGE}`,
    type: 'ImageImported',
    actor: person,
    project: PROJECT,
    image: IMAGE,
    reading: null,
    payload,
  };
}
