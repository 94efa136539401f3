import type { Services } from '@scholia/api/services';
import { bytesToHex, hexToBytes } from '@scholia/core';
import { streams } from '@scholia/domain';
import { listCheckpoints, loadTree } from '@scholia/event-store';
import { ChainCheck, Frontier, leafHash, parseCheckpoint, parseNote } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { reportFault } from './report-fault.ts';

const PAGE = 1000;

export interface WholeLog {
  readonly events: number;
  readonly checkpoints: number;
  readonly faults: number;
}

/**
 * Reads every event again: bytes, hashes, chains, the tree that they make, and each checkpoint against it. What is wrong is
 * written into the log. Signatures and what they were worth are for the offline verifier, which trusts nothing here.
 */
export async function verifyWholeLog(services: Services, signal: AbortSignal): Promise<WholeLog> {
  const { events, sql } = services;
  const tree = await loadTree(sql, events.logId);
  const chain = new ChainCheck(nodeSha256);
  const frontier = new Frontier(nodeSha256);
  let [faults, checkpoints] = [0, 0];
  const report = async (fault: string, position: number, message: string) => {
    faults++;
    await reportFault(services, { fault, position: String(position), message });
  };
  let due = await listCheckpoints(sql, events.logId, { limit: PAGE });
  while (frontier.size < tree.size && !signal.aborted) {
    const upTo = BigInt(tree.size);
    const page = await events.read({ after: BigInt(frontier.size), upTo, limit: PAGE });
    if (page.length === 0) {
      await report(
        'gap',
        frontier.size + 1,
        `The tree has ${tree.size} events, and the log ends at #${frontier.size}.`,
      );
      break;
    }
    for (const event of page) {
      const found = chain.next(new TextDecoder().decode(event.canonical), event.hash).faults;
      for (const { type, message } of found) await report(type, Number(event.position), message);
      frontier.append(leafHash(nodeSha256, hexToBytes(event.hash)));
      if (due[0]?.size !== frontier.size) continue;
      const note = parseNote(due[0].note);
      const checkpoint = note && parseCheckpoint(note.text);
      if (!checkpoint || bytesToHex(checkpoint.root) !== bytesToHex(frontier.root()))
        await report('checkpoint', frontier.size, `The events up to #${frontier.size} are not those that were signed.`);
      checkpoints++;
      due =
        due.length > 1 ? due.slice(1) : await listCheckpoints(sql, events.logId, { after: frontier.size, limit: PAGE });
    }
  }
  if (frontier.size === tree.size && bytesToHex(frontier.root()) !== bytesToHex(await tree.root()))
    await report('tree', frontier.size, 'The stored tree is not that of the events.');
  if (!signal.aborted) {
    const payload = { upTo: String(frontier.size), checkpoints, faults };
    const actor = { type: 'system', name: 'notary' } as const;
    await events.append({ streamId: streams.log(), events: [{ type: 'LogVerified', payload, actor }] });
  }
  services.log({ message: 'log-verified', events: frontier.size, checkpoints, faults });
  return { events: frontier.size, checkpoints, faults };
}
