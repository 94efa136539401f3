import { concat, dropout, type Value } from '@scholia/autodiff';
import { grow, head, unit } from './layers.ts';
import type { Network } from './network.ts';
import { supervisedLevels } from './unet.ts';

/**
 * The network of nnU-Net (MONAI's DynUNet): strided 3x3x3 convolutions on the way down, transposed ones up, kernels and strides that spare
 * an axis of thick slices until the others have caught up, and logits at coarser levels for deep supervision.
 * Source: Isensee et al. 2021, Nature Methods 18, 203-211.
 */
export const dynunet: Network = (parts, x, shape) => {
  const { channels, factors, kernels, inputs, classes } = shape;
  const deepest = channels.length - 1;
  const encoders = channels.map((width, level) => {
    const above = level === 0 ? inputs : channels[level - 1];
    // Kernels of one voxel cannot take a stride: nothing would be seen of the voxels between.
    const reach = kernels[level].map((size, axis) => Math.max(size, factors[level][axis] > 1 ? 3 : 1));
    const first = unit(parts, `encoder${level}_#0`, above, width, reach, factors[level]);
    const second = unit(parts, `encoder${level}_#1`, width, width, kernels[level]);
    return (value: Value) => second(first(value));
  });
  const decoders = channels.slice(0, deepest).map((width, level) => {
    const raise = grow(parts, `up${level}`, channels[level + 1], width, factors[level + 1]);
    const first = unit(parts, `decoder${level}_#0`, 2 * width, width, kernels[level]);
    const second = unit(parts, `decoder${level}_#1`, width, width, kernels[level]);
    return (skip: Value, below: Value) => second(first(concat([skip, raise(below)], 1)));
  });
  const heads = supervisedLevels(shape).map((level) => head(parts, `head${level}`, channels[level], classes));
  const mask = parts.mask(channels[deepest], 1);

  const skips: Value[] = [];
  for (const encode of encoders) skips.push(encode(skips.at(-1) ?? x));
  let y = dropout(skips[deepest], mask);
  const logits: Value[] = [];
  for (let level = deepest - 1; level >= 0; level--) {
    y = decoders[level](skips[level], y);
    if (level < heads.length) logits.unshift(heads[level](y));
  }
  return logits;
};
