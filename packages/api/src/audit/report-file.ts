import { createHash } from 'node:crypto';
import { type Digest, utf8ToBytes } from '@scholia/core';
import { NameDirectory } from '../events/names.ts';
import { type ReportCall, writeReport } from './report/write-report.ts';

/**
 * The report as a bundle holds it. Unless names are asked for, it tells nothing that is not in the bundle's events. `digest` is known
 * once `bytes` has been read to its end.
 */
export function reportFile(call: Omit<ReportCall, 'names'> & { readonly withNames: boolean }) {
  const hash = createHash('sha256');
  const names = new NameDirectory(call.services, call.withNames ? 'people' : 'events');
  return {
    async *bytes(): AsyncGenerator<Uint8Array> {
      for await (const part of writeReport({ ...call, names })) {
        const bytes = utf8ToBytes(part);
        hash.update(bytes);
        yield bytes;
      }
    },
    digest: () => hash.digest('hex') as Digest,
  };
}
