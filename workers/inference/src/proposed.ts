import type { ReadingFold } from '@scholia/api/reading-fold';
import type { PayloadOf } from '@scholia/domain';
import type { ImageView, SegmentationRequestView } from '@scholia/projections';
import type { Progress } from '@scholia/segmentation';

/** A request, and everything that its answer follows from. */
export interface Question {
  readonly request: SegmentationRequestView;
  readonly image: ImageView;
  /** Folded up to the request's position. */
  readonly reading: ReadingFold;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** An answer, its volumes in the blob store. */
export type Proposed = Pick<
  PayloadOf<'ProposalOffered'>,
  'source' | 'blob' | 'voxels' | 'cellVoxels' | 'uncertainty' | 'stagesMs'
>;
