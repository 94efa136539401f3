import { serveChildTask } from '@scholia/jobs';
import { graphCut } from '@scholia/segmentation';

export interface SegmentInput {
  readonly dims: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  readonly image: Float32Array;
  /** Dense prompt layer in stored order. */
  readonly prompts: Uint8Array;
  readonly label: number;
}

serveChildTask<SegmentInput, number, { mask: Uint8Array }>(async (input) => {
  const { mask } = await graphCut(input);
  return { mask };
});
