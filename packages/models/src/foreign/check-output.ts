import type { TensorValue } from '../runtime/session.ts';
import type { Declaration } from './declaration.ts';
import { inputDims, outputDims, shapeProblem, sizes } from './foreign-network.ts';
import { type Check, failed, ok, short } from './report.ts';

/** Is what comes out as large as what goes in, with a channel for each that was declared? */
export function checkChannels(declaration: Declaration, { dims }: TensorValue): Check {
  const expected = outputDims(declaration).map(sizes).join(' or ');
  if (!shapeProblem(declaration, dims)) return ok('channels', sizes(dims), expected);
  const { output, input } = declaration;
  const rank = inputDims(declaration).length;
  const isOtherCount =
    dims.length === rank &&
    dims[1] !== output.labels.length &&
    sizes(dims.slice(2)) === sizes(outputDims(declaration)[0].slice(2));
  const hint =
    output.kind === 'labels'
      ? 'If it has a channel for each label, say what they are; if it shrinks the image, export it with an output as large as its input.'
      : isOtherCount
        ? `It has ${dims[1]} channels: give each a label, or 0 for background and what is not wanted.`
        : `Export it with an output as large as its input of ${sizes(input.patch)}.`;
  return failed('channels', sizes(dims), expected, hint);
}

/** Are its numbers what they are said to be? */
export function checkValues({ output: { kind, labels } }: Declaration, { data, dims }: TensorValue): Check {
  const values = Array.from(data as ArrayLike<number | bigint>, Number);
  const [low, high] = rangeOf(values);
  const found = `${short(low)} to ${short(high)}`;
  const notFinite = values.filter((value) => !Number.isFinite(value)).length;
  if (notFinite > 0)
    return failed(
      'values',
      `${notFinite} of ${values.length} are not finite`,
      'finite numbers',
      'Export it in float32: half precision overflows.',
    );
  if (kind === 'labels') {
    const unknown = values.filter((value) => !Number.isInteger(value) || value < 0 || value >= labels.length).length;
    const expected = `whole numbers from 0 to ${labels.length - 1}`;
    if (unknown === 0) return ok('values', found, expected);
    return failed(
      'values',
      found,
      expected,
      'Give each number a label, or 0; if they are no labels, say what comes out.',
    );
  }
  if (kind === 'softmax logits' || kind === 'sigmoid logits') return ok('values', found, 'finite numbers');
  const name = kind === 'softmax' ? 'softmax' : 'sigmoid';
  if (low < -1e-3 || high > 1 + 1e-3)
    return failed('values', found, '0 to 1', `These are scores: say that they come before ${name}.`);
  if (kind === 'sigmoid') return ok('values', found, '0 to 1');
  const off = furthestFromOne(values, dims[1]);
  const expected = '0 to 1, all channels of a voxel 1 together';
  if (off < 1e-2) return ok('values', found, expected);
  return failed(
    'values',
    `off by up to ${short(off)}`,
    expected,
    'If each channel stands for itself, say that they come after sigmoid.',
  );
}

function rangeOf(values: readonly number[]): [number, number] {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/** How far the channels of a voxel together are from 1, in the worst voxel. */
function furthestFromOne(values: readonly number[], channels: number): number {
  const voxels = values.length / channels;
  let worst = 0;
  for (let at = 0; at < voxels; at++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[c * voxels + at];
    worst = Math.max(worst, Math.abs(sum - 1));
  }
  return worst;
}
