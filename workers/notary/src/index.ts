export { rotateKey } from './keys.ts';
export { Notary, originOf } from './notary.ts';
export { type NotarySettings, readSettings } from './settings.ts';

import type { WorkerDefinition } from '@scholia/api/worker-process';
import { Notary } from './notary.ts';
import { readSettings } from './settings.ts';
import { verifyWholeLog } from './verify-whole-log.ts';

/**
 * Makes the log evidence: grows its Merkle tree, signs checkpoints, has them anchored. The only process that reads the
 * signing key, so it can run as another user, or on another machine, than what writes the log.
 */
export const notaryWorker: WorkerDefinition = {
  name: 'notary',
  concurrency: 1,
  tasks: (services) => ({
    'verify-log': async (_, signal) => void (await verifyWholeLog(services, signal)),
  }),
  follow: async (services, signal) => await new Notary(services, readSettings(process.env)).run(signal),
};
