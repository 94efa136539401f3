import { must } from '@scholia/core';
import { serveChildTask } from '@scholia/jobs';
import { type Case, methodNamed, type Parameters, type Progress, type ValuesOf } from '@scholia/segmentation';

export interface SegmentInput {
  readonly method: string;
  readonly given: Case;
  readonly values: ValuesOf<Parameters>;
}

export interface SegmentResult {
  readonly labelmap: Uint8Array;
}

serveChildTask<SegmentInput, Progress, SegmentResult>(async ({ method, given, values }, onProgress) => {
  const { labelmap } = await must(methodNamed(method), 'it was looked up').run(given, values as never, { onProgress });
  return { labelmap };
});
