import type { WindowNetwork } from '../prediction/window-network.ts';
import { cutWindow, windowShape, windowStarts } from '../prediction/windows.ts';
import type { GridImage } from '../prepare/prepare.ts';
import { type Check, failed, ok, short } from './report.ts';

/** An image should not take longer than this: a person waits for some of them. */
const MAX_IMAGE_MINUTES = 30;

/** What a network makes of the middle of an image. Nothing at all is no mistake for certain, and most often one. */
export async function checkImage(network: WindowNetwork, image: GridImage): Promise<Check> {
  const window = windowShape(image.map, network.grid.patch);
  const middle = (axis: number) => Math.floor((image.dims[axis] - window.size[axis]) / 2);
  const shares = await network.run(cutWindow(image, window, [middle(0), middle(1), middle(2)]));
  const expected = 'some of its labels in the middle of an image';
  if (!shares.every(Number.isFinite))
    return failed(
      'image',
      'numbers that are not finite',
      expected,
      'Check the intensities that the model was trained on.',
    );
  const voxels = shares.length / network.classes;
  const counts = new Array<number>(network.classes).fill(0);
  for (let at = 0; at < voxels; at++) counts[likeliest(shares, at, voxels)]++;
  const seen = network.labels.flatMap((label, n) =>
    counts[n + 1] > 0 ? [`label ${label} in ${short((100 * counts[n + 1]) / voxels)} %`] : [],
  );
  if (seen.length > 0) return ok('image', seen.join(', ').slice(0, 300), expected);
  const hint =
    'It sees only background there. If that is wrong, check intensities, spacing, axes and the order of the labels.';
  return ok('image', 'only background', expected, hint);
}

/** How long a whole image takes, from what one window took. */
export function checkTime({ grid }: WindowNetwork, { dims, map }: GridImage, secondsPerWindow: number): Check {
  const { size } = windowShape(map, grid.patch);
  const along = (axis: number) => windowStarts(dims[axis], size[axis]).length;
  const windows = along(0) * along(1) * along(2);
  const seconds = windows * secondsPerWindow;
  const found = `${short(secondsPerWindow)} s a window, ${windows} of them: about ${short(seconds)} s an image`;
  const expected = `${MAX_IMAGE_MINUTES} minutes an image at most`;
  if (seconds <= 60 * MAX_IMAGE_MINUTES) return ok('time', found, expected);
  return failed('time', found, expected, 'Take a larger patch, a coarser spacing, or a worker with a GPU.');
}

function likeliest(shares: Float32Array, at: number, voxels: number): number {
  let best = 0;
  for (let c = 1; c * voxels < shares.length; c++) if (shares[c * voxels + at] > shares[best * voxels + at]) best = c;
  return best;
}
