import { nextMessage, startChild } from '../children.ts';
import type { PredictOptions } from '../predict.ts';
import { below, type Figure } from '../report.ts';
import type { PredictReport, PredictTask } from './worker.ts';

/** Bytes of an image's voxel that are allowed to be there: the image, what the network sees of it on a grid twice as coarse, its label. */
const BYTES_PER_VOXEL = 4 + 4 / 8 + 1;

export async function benchPredict({ slices, ...options }: PredictOptions, log: (line: string) => void) {
  const figures: Figure[] = [];
  const reports: PredictReport[] = [];
  for (const count of slices) {
    log(`512 x 512 x ${count} ...`);
    const task: PredictTask = { slices: count, ...options };
    const report = await nextMessage<PredictReport>(
      startChild(new URL('worker.ts', import.meta.url), [JSON.stringify(task)]),
    );
    reports.push(report);
    const name = `512 x 512 x ${count}, 5 labels, windows overlap by half`;
    figures.push(
      { figure: `${name}, time`, value: report.ms / 1000, unit: 's' },
      {
        figure: `${name}, memory`,
        value: report.peakMiB,
        unit: 'MiB',
        comparedTo: `${Math.round(report.startMiB)} before it began`,
      },
    );
  }
  const [first, last] = [reports[0], reports[reports.length - 1]];
  const more = (512 * 512 * (slices[slices.length - 1] - slices[0]) * BYTES_PER_VOXEL) / 2 ** 20;
  if (slices.length > 1)
    figures.push(
      below(
        'memory that a longer image takes, of its voxels and labels',
        (last.peakMiB - first.peakMiB) / more,
        1.2,
        'x',
        `${Math.round(more)} MiB`,
      ),
    );
  return figures;
}
