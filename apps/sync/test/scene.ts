import { encodeOperation, type Operation, type OperationId, type ReadingClient, rawEntriesOf } from '@scholia/collab';
import {
  type Digest,
  digestOf,
  type ProposalId,
  systemClock,
  systemRandom,
  toBase64,
  type UserId,
  uuidV7,
} from '@scholia/core';
import { streams } from '@scholia/domain';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { expect } from 'vitest';
import { changeOf, push, RawClient, strokeOp } from './raw-client.ts';
import { digestOfClient, dot, GRID, type SyncProcess, until, World } from './world.ts';

/** A reading with work of two people in it, one of whom is about to misbehave. */
export interface Scene {
  readonly world: World;
  readonly server: SyncProcess;
  readonly attacker: UserId;
  readonly victim: UserId;
  readonly reviewer: UserId;
  /** A client of ours, which stays connected all the while. */
  readonly honest: ReadingClient;
  /** Another's socket: what it hears is what got through. */
  readonly witness: RawClient;
  /** Accepted operations: of the attacker, of the victim, and the victim's undo of a second one. */
  readonly mine: OperationId;
  readonly theirs: OperationId;
  readonly marker: OperationId;
  readonly proposal: { readonly id: ProposalId; readonly blob: Digest };
}

const UNLIMITED = { refusalsPerMinute: 1_000_000, refusalsBeforeBar: 1_000_000 };
/** An update without anything in it. */
export const EMPTY = Uint8Array.of(0, 0);

export async function setUp(): Promise<Scene> {
  const world = await World.create();
  const server = await world.serve({}, UNLIMITED);
  const [attacker, victim] = [await world.person('annotator'), await world.person('annotator')];
  const reviewer = await world.person('reviewer');
  const honest = await world.live(server, victim);
  const theirs = honest.stroke(dot(10), { value: 1 });
  honest.stroke(dot(12), { value: 2 });
  honest.undo();
  await until('saved', () => honest.state.unsaved === 0);
  const raw = await RawClient.join(world, server, attacker);
  const mine = { session: 1000, counter: 0 };
  raw.send(changeOf(raw.doc, mine.session, (doc) => push(doc, strokeOp(4, { shape: dot(30) }))));
  await raw.ask();
  raw.close();
  const proposal = await offerProposal(world);
  const witness = await RawClient.join(world, server, await world.person('viewer'));
  await until('all have all', () => honest.fold.operations.length === 4 && rawEntriesOf(witness.doc).length === 4);
  const marker = { ...theirs, counter: theirs.counter + 2 };
  return { world, server, attacker, victim, reviewer, honest, witness, mine, theirs, marker, proposal };
}

async function offerProposal(world: World): Promise<Scene['proposal']> {
  const labels = new Labelmap(GRID.dims);
  labels.set(3, 4, 5, 2);
  const blob = await world.blobs.put(encodeLabelmap(labels));
  const id = uuidV7(systemClock(), systemRandom) as ProposalId;
  const { imageId, projectId, readingId } = world;
  const source = { type: 'method', method: 'test' } as const;
  const where = { proposalId: id, imageId, projectId, readingId, requestId: null };
  const payload = { ...where, source, blob, voxels: { '2': 1 }, elapsedMs: 1 };
  const actor = { type: 'system', name: 'test' } as const;
  await world.events.transact(async (tx) => {
    tx.append({ streamId: streams.image(imageId), events: [{ type: 'ProposalOffered', actor, payload }] });
  });
  return { id, blob };
}

const rowsOf = async ({ sql }: World): Promise<number> =>
  (await sql<{ count: number }[]>`select count(*)::int as count from yjs_updates`)[0].count;

/** The update is refused whole: told to its author, an event, and seen by nobody. */
export async function expectRefused(
  scene: Scene,
  raw: RawClient,
  user: UserId,
  update: Uint8Array,
  [code, close]: readonly [code: string, close: number],
): Promise<void> {
  const { world, witness, honest } = scene;
  const [head, rows] = [await world.events.head(), await rowsOf(world)];
  const [relayed, digest] = [witness.relayed.length, digestOfClient(honest)];
  raw.send(update);
  expect(await raw.closed()).toBe(close);
  expect(raw.refusals).toEqual([code]);
  const events = await world.events.read({ after: head, limit: 100 });
  expect(events.map(({ type }) => type)).toEqual(['UpdateRefused']);
  const { readingId } = world;
  const payload = { readingId, code, updateDigest: digestOf(update), bytes: update.length };
  expect(events[0]).toMatchObject({ actor: { type: 'user', userId: user }, payload });
  expect(await rowsOf(world)).toBe(rows);
  expect(await witness.ask()).toEqual(EMPTY);
  expect(witness.relayed.length).toBe(relayed);
  expect(digestOfClient(honest)).toBe(digest);
}

/** The event that a sync process appends for an accepted operation. */
export function committed({ readingId, projectId, imageId }: World, userId: UserId, id: OperationId, op: Operation) {
  const bytes = toBase64(encodeOperation(op));
  const payload = { readingId, ...id, lamport: op.lamport, kind: op.type, bytes };
  const actor = { type: 'user', userId } as const;
  const event = { type: 'OperationCommitted', actor, payload, projectId, imageId, readingId } as const;
  return { streamId: streams.reading(readingId), events: [event] };
}
