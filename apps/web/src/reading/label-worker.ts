// Computes label work beside the page, so that painting goes on; ended by whoever started it.
import type { Grid } from '@scholia/volume';
import { changesOf, fromPlain, type LabelWork, type PlainLabelmap, toPlain } from './label-work.ts';

export interface LabelTask {
  readonly work: LabelWork;
  readonly grid: Grid;
  readonly labels: PlainLabelmap;
}

self.addEventListener('message', ({ data }: MessageEvent<LabelTask>) => {
  self.postMessage(toPlain(changesOf(data.work, data.grid, fromPlain(data.labels))));
});
