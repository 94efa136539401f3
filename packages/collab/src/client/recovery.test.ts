import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Fold } from '../fold.ts';
import type { Operation, OperationEntry, OperationId } from '../operation.ts';
import { encodeOperation } from '../operation-codec.ts';
import { REFUSALS, type RefusalCode } from '../refusal.ts';
import { arbitraryOperation, blobOf, TEST_GRID } from '../testing/arbitraries.ts';
import { rebase } from './rebase.ts';
import { recoveryPlan } from './recovery-plan.ts';
import { Replay } from './replay.ts';

const ids = (count: number) => Array.from({ length: count }, (_, counter) => ({ session: 1, counter }));
const refused = (code: RefusalCode) => ({ code, message: REFUSALS[code] });

describe('recoveryPlan', () => {
  it('[CO57] halves the suspects until one is left, and rejects that one', () => {
    const sizes: number[] = [];
    let suspects = ids(10);
    for (let isReplay = false; ; isReplay = true) {
      const plan = recoveryPlan(refused('unknown-label'), suspects, isReplay);
      if (plan.reject.length > 0) {
        expect(plan.reject).toEqual(suspects);
        break;
      }
      sizes.push(plan.size);
      suspects = suspects.slice(0, plan.size);
    }
    expect(sizes).toEqual([5, 3, 2, 1]);
  });

  it('[CO58] rejects all without permission, none on a rate limit, and tries all again when only the wrapping was wrong', () => {
    expect(recoveryPlan(refused('reading-closed'), ids(3), false).reject).toBe('all');
    expect(recoveryPlan(refused('rate-limited'), ids(1), true)).toMatchObject({ reject: [], size: 1, delayMs: 2000 });
    expect(recoveryPlan(refused('missing-dependencies'), ids(1), false)).toMatchObject({ reject: [], size: 1 });
    expect(recoveryPlan(refused('missing-dependencies'), ids(1), true).reject).toHaveLength(1);
  });
});

describe('rebase', () => {
  it('[CO59] gives the labels that the same operations gave, when nobody else has written', () => {
    const arbitraryEntries = fc
      .array(arbitraryOperation(fc.record({ session: fc.constant(1), counter: fc.nat(8) })), { maxLength: 15 })
      .map((operations) =>
        operations.map(
          (op, counter): OperationEntry => ({
            id: { session: 1, counter },
            op: { ...op, lamport: counter + 1, seen: 0n },
          }),
        ),
      );
    fc.assert(
      fc.property(arbitraryEntries, (entries) => {
        // A marker that names a later operation loses its target here; a client never writes one.
        fc.pre(entries.every(({ id, op }) => !('target' in op) || op.target.counter < id.counter));
        const newFold = () => new Fold(TEST_GRID, { blobOf });
        const [old, fresh] = [newFold(), newFold()];
        old.apply(entries);
        rebase(entries, {
          highestLamport: () => fresh.highestLamport,
          has: (id) => fresh.has(id),
          append: (op) => {
            const id = { session: 2, counter: fresh.operations.length };
            fresh.apply([{ id, op }]);
            return id;
          },
        });
        expect(fresh.digest()).toBe(old.digest());
      }),
      { numRuns: 40 },
    );
  });

  it('[CO64] leaves out a marker whose target stayed behind', () => {
    const undo: Operation = { type: 'Undo', lamport: 9, seen: 0n, target: { session: 1, counter: 0 } };
    const options = { highestLamport: () => 4, append: (): OperationId => ({ session: 2, counter: 0 }) };
    const entries = [{ id: { session: 1, counter: 1 }, op: undo }];
    expect(rebase(entries, { ...options, has: () => false })).toEqual([]);
    expect(rebase(entries, { ...options, has: () => true })[0].op).toEqual({ ...undo, lamport: 5 });
  });
});

describe('Replay', () => {
  it('[CO65] sends each operation, doubles its lots, and sends again what a lost link swallowed', () => {
    const doc = new Y.Doc();
    const server = new Y.Doc();
    const sent: number[] = [];
    let isLinkUp = true;
    let isDone = false;
    const clockOf = (session: number) => Y.getState(server.store, session);
    const replay = new Replay({
      size: 1,
      send: (update) => {
        const before = clockOf(doc.clientID);
        if (isLinkUp) Y.applyUpdate(server, update);
        sent.push(clockOf(doc.clientID) - before);
      },
      onDone: () => {
        isDone = true;
      },
    });
    const append = () => {
      const id = { session: doc.clientID, counter: clockOfOwn(doc) };
      doc.once('update', (update: Uint8Array) => replay.add({ id, update }));
      doc.getArray('ops').push([encodeOperation({ type: 'ClearPrompts', lamport: id.counter + 1, seen: 0n })]);
    };
    for (let n = 0; n < 8; n++) append();
    const commit = () => replay.committed((id) => id.counter < clockOf(id.session));
    replay.start();
    commit();
    isLinkUp = false;
    commit();
    isLinkUp = true;
    append();
    expect(isDone).toBe(false);
    replay.handshake(clockOf);
    for (let n = 0; n < 5 && !isDone; n++) commit();
    expect(sent).toEqual([1, 2, 0, 4, 2]);
    expect(isDone).toBe(true);
    expect(Y.encodeStateAsUpdate(server)).toEqual(Y.encodeStateAsUpdate(doc));
  });
});

function clockOfOwn(doc: Y.Doc): number {
  return Y.getState(doc.store, doc.clientID);
}
