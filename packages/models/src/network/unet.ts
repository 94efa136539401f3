import {
  add,
  concat,
  conv3d,
  down2,
  dropout,
  instanceNorm,
  leakyRelu,
  linear,
  type ParameterSpec,
  reshape,
  up2,
  type Value,
} from '@scholia/autodiff';
import { must } from '@scholia/core';

/** Names and channels of the dropout masks that a network takes: one [1, C, 1, 1, 1] input each. */
export interface MaskInput {
  readonly name: string;
  readonly channels: number;
  /** Share of the plan's dropout rate that this place gets. */
  readonly share: number;
}

/** The deepest level drops with the full rate, each decoder level with half of it. */
export function maskInputs(channels: readonly number[]): MaskInput[] {
  const deepest = channels.length - 1;
  return channels.map((count, level) => ({
    name: `mask_${level}`,
    channels: count,
    share: level === deepest ? 1 : 0.5,
  }));
}

/** He et al. 2015 (arXiv:1502.01852), equation 10, before a leaky ReLU. */
const he = (fanIn: number) => Math.sqrt(2 / fanIn);
/** LeCun et al. 1998, section 4.6, where no rectifier follows. */
const lecun = (fanIn: number) => Math.sqrt(1 / fanIn);

/** Every weight of `unet`, in a fixed order: the order of a checkpoint's flat vectors. */
export function unetParameters(channels: readonly number[], classes: number): ParameterSpec[] {
  const deepest = channels.length - 1;
  const encoder = channels.flatMap((width, level): ParameterSpec[] => {
    if (level === 0) return blockParameters('encoder0', 1, width);
    const above = channels[level - 1];
    const down = { name: `down${level}`, dims: [width, above, 2, 2, 2], start: lecun(8 * above) };
    return [down, ...blockParameters(`encoder${level}`, width, width)];
  });
  const decoder = channels.slice(0, deepest).flatMap((width, level): ParameterSpec[] => {
    const below = channels[level + 1];
    const up = { name: `up${level}`, dims: [8 * width, below], start: lecun(below) };
    return [up, ...blockParameters(`decoder${level}`, 2 * width, width)];
  });
  return [
    ...encoder,
    ...decoder,
    { name: 'head', dims: [classes, channels[0]], start: lecun(channels[0]) },
    { name: 'headBias', dims: [classes, 1], start: 'zeros' },
  ];
}

function blockParameters(name: string, inputs: number, outputs: number): ParameterSpec[] {
  return [inputs, outputs].flatMap((fanIn, n): ParameterSpec[] => [
    { name: `${name}_kernel${n}`, dims: [outputs, fanIn, 3, 3, 3], start: he(27 * fanIn) },
    { name: `${name}_scale${n}`, dims: [outputs, 1], start: 'ones' },
    { name: `${name}_shift${n}`, dims: [outputs, 1], start: 'zeros' },
  ]);
}

/**
 * 3D U-Net: two convolutions a level with instance norm and leaky ReLU, learned down- and up-sampling, skips by
 * concatenation. x [N, 1, D, H, W], sizes multiples of 2^(levels - 1), to logits [N, classes, D, H, W]. `masks`, one a
 * level, multiply whole channels (dropout whose randomness comes from outside).
 * Source: Cicek et al. 2016 (arXiv:1606.06650), with the blocks of Isensee et al. 2021 (nnU-Net).
 */
export function unet(
  x: Value,
  masks: readonly Value[],
  parameters: ReadonlyMap<string, Value>,
  channels: readonly number[],
): Value {
  const weight = (name: string) => must(parameters.get(name), `${name} is a parameter of the network`);
  const block = (input: Value, name: string) => {
    let y = input;
    for (const n of [0, 1]) {
      const normed = instanceNorm(
        conv3d(y, weight(`${name}_kernel${n}`)),
        weight(`${name}_scale${n}`),
        weight(`${name}_shift${n}`),
      );
      y = leakyRelu(normed);
    }
    return y;
  };
  const deepest = channels.length - 1;
  const skips = [block(x, 'encoder0')];
  for (let level = 1; level <= deepest; level++)
    skips.push(block(down2(skips[level - 1], weight(`down${level}`)), `encoder${level}`));
  let y = dropout(skips[deepest], masks[deepest]);
  for (let level = deepest - 1; level >= 0; level--) {
    const raised = up2(y, weight(`up${level}`));
    y = dropout(block(concat([skips[level], raised], 1), `decoder${level}`), masks[level]);
  }
  const bias = weight('headBias');
  return add(linear(weight('head'), y), reshape(bias, [bias.dims[0], 1, 1, 1]));
}
