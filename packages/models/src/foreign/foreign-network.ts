import { AppError } from '@scholia/core';
import type { WindowNetwork } from '../prediction/window-network.ts';
import type { ImageGrid } from '../prepare/prepare.ts';
import { float32, type OpenSession, type Session, type TensorValue } from '../runtime/session.ts';
import { type AxisOrder, alongCanonical, axisOrder, canonicalPlaces } from './axis-order.ts';
import { classShares, type OutputMeaning } from './class-shares.ts';
import { type Declaration, type DeclaredIntensity, labelsOf } from './declaration.ts';

/** A network that was trained elsewhere, as its declaration says. Throws AppError 'runtime-unavailable' on a file that does not load. */
export async function foreignNetwork(
  onnx: Uint8Array,
  declaration: Declaration,
  openSession: OpenSession,
): Promise<WindowNetwork> {
  return networkOf(await openSession(onnx), declaration);
}

/** The same of an open session, which is closed with the network. */
export function networkOf(session: Session, declaration: Declaration): WindowNetwork {
  const { patch } = declaration.input;
  const order = axisOrder(declaration.input.axes);
  const places = canonicalPlaces(order, patch);
  const meaning = meaningOf(declaration);
  const voxels = places.length;
  return {
    grid: gridOf(declaration, order),
    inputs: 1,
    classes: meaning.classes,
    labels: labelsOf(declaration),
    async run(window) {
      const output = await runForeign(session, declaration, reordered(window, places));
      const wrong = shapeProblem(declaration, output.dims);
      if (wrong) throw new AppError('unusable-file', `The model's output ${wrong}. Check its declaration.`);
      const seen = classShares(output.data, voxels, meaning);
      const shares = new Float32Array(seen.length);
      for (let c = 0; c < meaning.classes; c++)
        for (let at = 0; at < voxels; at++) shares[c * voxels + places[at]] = seen[c * voxels + at];
      return shares;
    },
    dispose: () => session.dispose(),
  };
}

/** One window, in the network's own order, through the network. */
export async function runForeign(session: Session, declaration: Declaration, seen: Float32Array): Promise<TensorValue> {
  const { input, output } = declaration;
  const results = await session.run({ [input.name]: float32(inputDims(declaration), seen) });
  const found = results[output.name];
  if (!found) throw new AppError('unusable-file', `The model has no output "${output.name}". Check its declaration.`);
  return found;
}

/** Sizes of what goes in: [1, 1, D, H, W] or [1, 1, H, W]. */
export function inputDims({ input }: Declaration): number[] {
  return [1, 1, ...spatialDims(input)];
}

/** Sizes that may come out: with an axis for the channels, and for label maps also without. */
export function outputDims({ input, output }: Declaration): number[][] {
  const space = spatialDims(input);
  if (output.kind !== 'labels') return [[1, output.labels.length, ...space]];
  return [
    [1, ...space],
    [1, 1, ...space],
  ];
}

/** What is wrong with the sizes of an output, as the end of a sentence; undefined where nothing is. */
export function shapeProblem(declaration: Declaration, dims: readonly number[]): string | undefined {
  const expected = outputDims(declaration).map(sizes);
  return expected.includes(sizes(dims)) ? undefined : `is ${sizes(dims)}, not ${expected.join(' or ')}`;
}

export const sizes = (dims: readonly (number | string | null)[]) => dims.map((size) => size ?? '?').join(' x ');

const spatialDims = ({ layout, patch }: Declaration['input']) => (layout === '3d' ? patch : patch.slice(1));

function meaningOf(declaration: Declaration): OutputMeaning {
  const labels = labelsOf(declaration);
  const { kind, labels: named } = declaration.output;
  return { kind, classOf: named.map((label) => labels.indexOf(label) + 1), classes: labels.length + 1 };
}

function gridOf({ input }: Declaration, order: AxisOrder): ImageGrid {
  const [z, y, x] = alongCanonical(order, input.spacingMm);
  return {
    targetSpacingMm: [x, y, z],
    patch: alongCanonical(order, input.patch),
    intensity: scaleOf(input.intensity),
  };
}

/** As preparation takes it: cut off outside `low` and `high`, then less `mean`, by `deviation`. */
function scaleOf(intensity: DeclaredIntensity): ImageGrid['intensity'] {
  switch (intensity.by) {
    case 'image':
      return intensity;
    case 'fixed': {
      const { mean, deviation, low, high } = intensity;
      return { by: 'data set', mean, deviation, low: low ?? -Infinity, high: high ?? Infinity };
    }
    case 'range': {
      const { low, high, to } = intensity;
      const isSymmetric = to === '-1..1';
      const deviation = isSymmetric ? (high - low) / 2 : high - low;
      return { by: 'data set', low, high, mean: isSymmetric ? (low + high) / 2 : low, deviation };
    }
  }
}

function reordered(window: Float32Array, places: Int32Array): Float32Array {
  const seen = new Float32Array(window.length);
  for (let at = 0; at < seen.length; at++) seen[at] = window[places[at]];
  return seen;
}
