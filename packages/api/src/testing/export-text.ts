import type { z } from 'zod';
import { exportLog } from '../audit/export-log.ts';
import { invoke } from '../invoke.ts';
import type { ApiWorld } from './api-world.ts';

/** What the administrator of the organisation gets for this wish. */
export async function exportText(world: ApiWorld, wish: z.input<typeof exportLog.input>): Promise<string> {
  const { write } = await invoke(exportLog, world.as(world.admin), wish);
  const parts: Uint8Array[] = [];
  await write(new WritableStream({ write: (part) => void parts.push(part) }));
  return Buffer.concat(parts).toString('utf8');
}
