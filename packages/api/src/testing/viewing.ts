import type { z } from 'zod';
import type { viewReading } from '../readings/view-reading.ts';
import { DIMS } from './api-world.ts';

/** Ten seconds of scrolling through the lower slices of the test image. */
export function viewing(from = Date.UTC(2026, 2, 4, 9)): Omit<z.input<(typeof viewReading)['input']>, 'readingId'> {
  const at = (ms: number) => new Date(from + ms).toISOString();
  const dwellByPart = [2000, 0, 2000, 0, 2000, 0, 4000, ...Array<number>(9).fill(0)];
  return {
    from: at(0),
    to: at(12_000),
    dwellMs: 10_000,
    planes: [
      { plane: 'axial', axis: 2, of: DIMS[2], shown: 4, runs: [[0, 3]], dwellMs: 10_000, dwellByPart },
      { plane: 'sagittal', axis: 0, of: DIMS[0], shown: 1, runs: [[6, 6]], dwellMs: 10_000, dwellByPart },
    ],
    windows: [{ centre: 40, width: 400, dwellMs: 10_000 }],
    spanMm: { min: 20, max: 30 },
    toolsMs: { navigate: 10_000 },
    waitingMs: 0,
  };
}
