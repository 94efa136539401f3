import { contestedRegions, type LoggedEntry } from '@scholia/collab';
import type { Digest } from '@scholia/core';
import { fields } from '@scholia/domain';
import type { Labelmap } from '@scholia/volume';
import { z } from 'zod';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { fetchBlobs, loggedOperations } from './logged-operations.ts';

const ijk = z.tuple([z.number(), z.number(), z.number()]);

export const contestedVoxels = query({
  name: 'readings.contested',
  summary: 'Where two people gave voxels different labels at once, neither having seen the other; the largest first.',
  input: z.object({ readingId: fields.readingId }),
  output: z.array(
    z.object({
      /** Whose label stands, and whose gave way. */
      winner: fields.userId,
      loser: fields.userId,
      voxels: z.number(),
      /** Smallest box around them, voxel ijk, inclusive. */
      from: ijk,
      to: ijk,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId }) {
    const { imageId } = await readingOf(services.sql, readingId);
    const { dims, spacingUm } = await imageOf(services.sql, imageId);
    const entries: LoggedEntry[] = [];
    for await (const page of loggedOperations(services, readingId))
      for (const { author, ...entry } of page) if (author !== undefined) entries.push({ ...entry, author });
    const blobs = new Map<Digest, Labelmap>();
    await fetchBlobs(services, entries, dims, blobs);
    return contestedRegions({ dims, spacingUm }, entries, (digest) => blobs.get(digest)).map(
      ({ winnerAuthor, loserAuthor, voxels, from, to }) => ({
        winner: winnerAuthor as z.output<typeof fields.userId>,
        loser: loserAuthor as z.output<typeof fields.userId>,
        voxels,
        from: [...from] as [number, number, number],
        to: [...to] as [number, number, number],
      }),
    );
  },
});
