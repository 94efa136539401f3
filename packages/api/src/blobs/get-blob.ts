import { blobNeededBy } from '@scholia/collab';
import { AppError, type Digest } from '@scholia/core';
import { fields } from '@scholia/domain';
import { type ProposalView, proposalsOf } from '@scholia/projections';
import { z } from 'zod';
import { loggedOperations } from '../readings/logged-operations.ts';
import { download } from '../schemas.ts';
import { readingOf, readingScope } from '../scopes.ts';
import type { Services } from '../services.ts';
import { query } from '../use-case.ts';

/** A digest alone opens nothing: the blob must belong to a reading that one may see. */
export const getBlob = query({
  name: 'blobs.get',
  summary:
    'The bytes of a blob that a reading, or a proposal for its image, names: labels, or what a proposal knows of each voxel.',
  input: z.object({
    digest: fields.digest,
    /** The reading that names it. */
    reading: fields.readingId,
  }),
  output: download,
  access: {
    type: 'project',
    capability: 'label.view',
    scope: (sql, { reading }) => readingScope(sql, { readingId: reading }),
  },
  async run({ services }, { digest, reading }) {
    if (!(await isNamedBy(services, digest, await readingOf(services.sql, reading)))) {
      throw new AppError('not-found', 'This reading names no such blob.');
    }
    return {
      etag: digest,
      contentType: 'application/octet-stream',
      fileName: `${digest}.labelmap`,
      immutable: true,
      read: () => services.blobs.get(digest),
    };
  },
});

async function isNamedBy(services: Services, digest: Digest, reading: Awaited<ReturnType<typeof readingOf>>) {
  if (reading.submission?.labelBlob === digest) return true;
  const proposals = await proposalsOf(services.sql, reading.imageId);
  if (proposals.some((proposal) => blobsOf(proposal).includes(digest))) return true;
  // Proposals that were superseded, and imports: named by the operations themselves.
  for await (const page of loggedOperations(services, reading.id))
    if (page.some(({ op }) => blobNeededBy(op) === digest)) return true;
  return false;
}

const blobsOf = ({ blob, uncertainty, chances }: ProposalView) => [blob, uncertainty, ...Object.values(chances ?? {})];
