import { encodeOperation, type Operation, type OperationId } from '@scholia/collab';
import { type Digest, type ProposalId, seededRandom } from '@scholia/core';
import { encodePatch, Labelmap } from '@scholia/volume';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { changeOf, copyOf, push, strokeOp } from './raw-client.ts';
import type { Scene } from './scene.ts';
import { dot } from './world.ts';

/** Hostile bytes, or what writes them. `sound` is an update with two operations that nothing is wrong with. */
export type Attack = (
  scene: Scene & { readonly doc: Y.Doc; readonly session: number; readonly sound: Uint8Array },
) => Uint8Array;

/** The lowest Lamport number above the scene. */
export const NEXT = 5;
const innocent = strokeOp(NEXT);

/** An innocent operation, then these, under a session of one's own. */
const after =
  (...operations: readonly (Operation | Uint8Array | ((scene: Scene) => Operation))[]): Attack =>
  (scene) =>
    changeOf(scene.doc, scene.session, (doc) =>
      push(doc, innocent, ...operations.map((op) => (typeof op === 'function' ? op(scene) : op))),
    );

/** An innocent operation, and then what this does to the document. */
const besides =
  (change: (doc: Y.Doc, scene: Scene) => void): Attack =>
  (scene) =>
    changeOf(scene.doc, scene.session, (doc) => {
      push(doc, innocent);
      change(doc, scene);
    });

/** A section of one session as Yjs would not write it: items of [info, origins' ids]. */
function handmade(session: number, counter: number, items: readonly { info: number; ids: readonly number[] }[]) {
  const encoder = encoding.createEncoder();
  for (const number of [1, items.length, session, counter]) encoding.writeVarUint(encoder, number);
  for (const { info, ids } of items) {
    encoding.writeUint8(encoder, info);
    for (const number of ids) encoding.writeVarUint(encoder, number);
    encoding.writeVarUint8Array(encoder, encodeOperation(innocent));
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

const edited = (bytes: Uint8Array, at: number, value: number) => bytes.with(at, value);
const box = { type: 'Fill', shape: { type: 'box', from: [1, 1, 1], to: [64, 2, 2] } } as const;
const triangle = { type: 'polygon', axis: 2, first: 0, last: 0, points: Int32Array.of(0, 0, 4000, 0, 0, 80) } as const;
const shapeOf = (...points: number[]) => ({ shape: { ...dot(0), points: Int32Array.from(points) } });
export const undo = (target: OperationId, lamport = NEXT + 1, reason?: string): Operation => ({
  type: 'Undo',
  lamport,
  seen: 0n,
  target,
  ...(reason !== undefined && { reason }),
});
/** As only the server writes it. */
const restore: Operation = {
  ...{ type: 'Patch', layer: 'labels', tool: 'restore', parameters: { position: 1 } },
  content: { patch: encodePatch(Labelmap.fromDense([1, 1, 1], Uint8Array.of(1))) },
  ...{ lamport: NEXT + 1, seen: 0n, policy: { mode: 'all' }, locked: [] },
};
const mask = (blob: Digest, proposalId?: ProposalId): Operation => {
  const { type: _, shape: __, value: ___, ...rest } = strokeOp(NEXT + 1);
  return {
    ...rest,
    type: 'Mask',
    layer: 'labels',
    blob,
    source: proposalId ? { type: 'proposal', proposalId } : { type: 'import' },
  };
};

/** By the code that they are refused with. */
export const ATTACKS: Readonly<Record<string, readonly (readonly [name: string, attack: Attack | Uint8Array])[]>> = {
  malformed: [
    ['nothing at all', new Uint8Array()],
    ['an update that is cut', ({ sound }) => sound.subarray(0, sound.length - 20)],
    ['an update with something behind it', ({ sound }) => Uint8Array.of(...sound, 0)],
    ['a claim of 2^32 sessions', Uint8Array.of(255, 255, 255, 255, 15)],
    ['a claim of 2^32 operations', Uint8Array.of(1, 255, 255, 255, 255, 15, 7, 0)],
    ['a claim of 4 GB of an operation', Uint8Array.of(1, 1, 7, 0, 3, 1, 3, 111, 112, 115, 255, 255, 255, 255, 15)],
    ['a number without an end', new Uint8Array(64).fill(255)],
    [
      'noise',
      Uint8Array.from(
        { length: 300 },
        (
          (random) => () =>
            1 + random.integer(255)
        )(seededRandom(5)),
      ),
    ],
    ['a session above 2^32', () => handmade(2 ** 32, 0, [{ info: 131, ids: [1000, 0] }])],
    ['the other format of Yjs', ({ sound }) => Y.convertUpdateFormatV1ToV2(sound)],
    [
      'a gap',
      ({ doc }) => {
        const updates: Uint8Array[] = [];
        const copy = copyOf(doc);
        copy.on('update', (update) => updates.push(update));
        push(copy, innocent, strokeOp(NEXT + 1), strokeOp(NEXT + 2));
        return Y.mergeUpdates([updates[0], updates[2]]);
      },
    ],
    ['a text', besides((doc) => doc.getArray('ops').push(['text']))],
    ['an object', besides((doc) => doc.getArray('ops').push([{ type: 'Stroke' }]))],
    ['a list in the list', besides((doc) => doc.getArray('ops').push([new Y.Array()]))],
    [
      'a map in place of the list',
      ({ sound }) => {
        const map = changeOf(new Y.Doc(), 4_000_000, (doc) => doc.getMap('ops').set('key', encodeOperation(innocent)));
        return Y.mergeUpdates([sound, map]);
      },
    ],
    ['an entry of a map', besides((doc) => doc.getMap('elsewhere').set('key', encodeOperation(innocent)))],
    ['another root', besides((doc) => doc.getArray('other').push([encodeOperation(innocent)]))],
    ['a text as the root', besides((doc) => doc.getText('notes').insert(0, 'hello'))],
    ['an operation of no bytes', after(new Uint8Array())],
    ['an operation of a version to come', after(edited(encodeOperation(strokeOp(NEXT + 1)), 0, 2))],
    ['an unknown kind', after(edited(encodeOperation(strokeOp(NEXT + 1)), 1, 99))],
    ['an operation with something behind it', after(Uint8Array.of(...encodeOperation(strokeOp(NEXT + 1)), 0))],
    ['Lamport number 0', after(edited(encodeOperation(strokeOp(NEXT + 1)), 2, 0))],
    ['a Lamport number above all', after(Uint8Array.of(1, 4, 255, 255, 255, 255, 255, 255, 255, 15, 0))],
  ],
  'deletes-history': [
    ['deletes the work of somebody else', besides((doc) => doc.getArray('ops').delete(0, 1))],
    ['deletes its own work', besides((doc) => doc.getArray('ops').delete(doc.getArray('ops').length - 2, 1))],
    ['deletes what it brings', besides((doc) => doc.getArray('ops').delete(doc.getArray('ops').length - 1, 1))],
    ['deletes what is to come', () => Uint8Array.of(0, 1, ...[232, 7], 1, 50, 100)],
    ['brings garbage', () => Uint8Array.of(1, 1, 7, 0, 0, 5, 0)],
  ],
  'foreign-session': [
    ['goes on in the session of another', ({ doc, theirs }) => changeOf(doc, theirs.session, (c) => push(c, innocent))],
    [
      'begins a session anew that is another\u2019s',
      ({ theirs }) => changeOf(new Y.Doc(), theirs.session, (c) => push(c, ...[1, 2, 3, NEXT].map((n) => strokeOp(n)))),
    ],
    [
      'writes under its own session and that of another',
      ({ doc, session, theirs }) => {
        const own = changeOf(doc, session, (copy) => push(copy, innocent));
        const other = changeOf(doc, theirs.session, (copy) => push(copy, strokeOp(NEXT)));
        return Y.mergeUpdates([own, other]);
      },
    ],
  ],
  'bad-lamport': [
    ['is far in the future', after(strokeOp(NEXT + 1_000_000))],
    ['is two above all', after(strokeOp(NEXT + 2))],
    ['is repeated', after(strokeOp(NEXT))],
    ['goes down', after(strokeOp(NEXT + 1), strokeOp(NEXT))],
    ['is below what its session had', ({ doc, mine }) => changeOf(doc, mine.session, (c) => push(c, strokeOp(4)))],
    [
      'comes from a session that was forgotten, and begins anew',
      ({ mine }) => changeOf(new Y.Doc(), mine.session, (copy) => push(copy, strokeOp(1), strokeOp(2))),
    ],
  ],
  'missing-dependencies': [
    [
      'leaves out its own beginning',
      ({ doc, session }) => {
        const copy = copyOf(doc, session);
        push(copy, innocent);
        return changeOf(copy, session, (next) => push(next, strokeOp(NEXT + 1)));
      },
    ],
    ['stands after what nobody has', ({ session }) => handmade(session, 0, [{ info: 131, ids: [4_000_000, 0] }])],
    ['stands before what nobody has', ({ session }) => handmade(session, 0, [{ info: 67, ids: [4_000_000, 0] }])],
    ['stands after itself', ({ session }) => handmade(session, 0, [{ info: 131, ids: [session, 0] }])],
    ['leaves out the middle of its session', ({ mine }) => handmade(mine.session, 7, [{ info: 131, ids: [1000, 0] }])],
  ],
  'unrecorded-proposal': [
    [
      'of a proposal that was never made',
      after(({ proposal }) =>
        mask(proposal.blob, proposal.id.replace(/.$/, (c) => (c === '0' ? '1' : '0')) as ProposalId),
      ),
    ],
    ['of a proposal, with another content', after(({ proposal }) => mask('ab'.repeat(32) as Digest, proposal.id))],
  ],
  'unknown-blob': [
    ['as an import, of what nobody stored', after(mask('ab'.repeat(32) as Digest))],
    ['as an import, of a proposal\u2019s content', after(({ proposal }) => mask(proposal.blob))],
  ],
  'unrecorded-restore': [['of earlier labels, without a reason in the log', after(restore)]],
  'too-large': [
    ['an operation of more than 32 KiB', after(new Uint8Array(32_769).fill(1))],
    ['15 MB in one operation', after(new Uint8Array(15_000_000).fill(1))],
  ],
  'unknown-label': [
    ['a stroke', after(strokeOp(NEXT + 1, { value: 4 }))],
    ['a box', after({ ...strokeOp(NEXT + 1), ...box, value: 200, shape: { ...box.shape, to: [2, 2, 2] } })],
    ['the background prompt among labels', after(strokeOp(NEXT + 1, { value: 255 }))],
    ['a prompt', after(strokeOp(NEXT + 1, { value: 4, layer: 'prompts' }))],
  ],
  'outside-image': [
    ['a stroke that begins there', after(strokeOp(NEXT + 1, shapeOf(0, 0, 8 * 16)))],
    ['a stroke that ends there', after(strokeOp(NEXT + 1, shapeOf(0, 0, 0, -5, 0, 0)))],
    ['a box', after({ ...strokeOp(NEXT + 1), ...box })],
    ['a polygon', after({ ...strokeOp(NEXT + 1), type: 'Fill', shape: triangle })],
  ],
  'not-your-operation': [
    ['undone', after(({ theirs }) => undo(theirs))],
    ['undone with a reason, by no reviewer', after(({ theirs }) => undo(theirs, NEXT + 1, 'I know better'))],
    ['redone', after(({ theirs }) => ({ ...undo(theirs), type: 'Redo' }) as Operation)],
    ['one\u2019s own, undone with a reason', after(({ mine }) => undo(mine, NEXT + 1, 'as if I were a reviewer'))],
  ],
  'unknown-operation': [
    ['of no session', after(undo({ session: 4_000_000, counter: 0 }))],
    ['beyond the end of a session', after(({ mine }) => undo({ ...mine, counter: 1 }))],
    ['that is an undo', after(({ marker }) => undo(marker))],
    ['itself', (scene) => after(undo({ session: scene.session, counter: 1 }))(scene)],
  ],
};
