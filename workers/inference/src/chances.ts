import type { Services } from '@scholia/api/services';
import { AppError } from '@scholia/core';
import { getProposal, type SegmentationRequestView } from '@scholia/projections';
import { type Dims, decodeByteMap } from '@scholia/volume';

type Asked = Pick<SegmentationRequestView, 'from' | 'label' | 'otherLabels'>;

/**
 * What the model of the proposal that a request starts from says about the labels asked for, in their order: 0 to 255 for each
 * voxel, i fastest. Undefined where it starts from none. Throws AppError 'not-found' where they were not kept.
 */
export async function chancesFor(
  { sql, blobs }: Pick<Services, 'sql' | 'blobs'>,
  { from, label, otherLabels }: Asked,
  dims: Dims,
): Promise<Uint8Array[] | undefined> {
  if (from === null) return undefined;
  const { chances } = (await getProposal(sql, from)) ?? {};
  const maps: Uint8Array[] = [];
  for (const one of [label, ...otherLabels]) {
    const digest = chances?.[one];
    if (!digest)
      throw new AppError('not-found', 'The prediction to start from knows nothing of this label. Start without it.');
    maps.push((await decodeByteMap(await blobs.get(digest), { dims })).voxels);
  }
  return maps;
}
