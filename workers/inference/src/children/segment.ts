import { must } from '@scholia/core';
import { serveChildTask } from '@scholia/jobs';
import { type Case, methodNamed, type Parameters, type ValuesOf } from '@scholia/segmentation';

export interface SegmentInput {
  readonly method: string;
  readonly given: Case;
  readonly values: ValuesOf<Parameters>;
}

serveChildTask<SegmentInput, number, { labelmap: Uint8Array }>(async ({ method, given, values }) => {
  const { labelmap } = await must(methodNamed(method), 'it was looked up').run(given, values as never, {});
  return { labelmap };
});
