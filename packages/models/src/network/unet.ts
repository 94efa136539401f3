import { concat, dropout, type Value } from '@scholia/autodiff';
import { grow, head, type Layer, shrink, unit } from './layers.ts';
import type { Network, NetworkShape, Parts } from './network.ts';

/** Convolutions of one level: from so many channels to so many. */
export type Block = (parts: Parts, name: string, inputs: number, outputs: number, kernel: readonly number[]) => Layer;

/**
 * A U-Net of these blocks: learned down- and up-sampling, skips by concatenation. The deepest level drops whole channels with the full rate,
 * each decoder level with half of it. Source: Cicek et al. 2016, arXiv:1606.06650.
 */
export function unetOf(block: Block): Network {
  return (parts, x, shape) => {
    const { channels, factors, kernels, inputs, classes, isDeeplySupervised } = shape;
    const deepest = channels.length - 1;
    const encoders = channels.map((width, level) => {
      if (level === 0) return { shrink: undefined, block: block(parts, 'encoder0', inputs, width, kernels[0]) };
      const down = shrink(parts, `down${level}`, channels[level - 1], width, factors[level]);
      return { shrink: down, block: block(parts, `encoder${level}`, width, width, kernels[level]) };
    });
    const decoders = channels.slice(0, deepest).map((width, level) => ({
      grow: grow(parts, `up${level}`, channels[level + 1], width, factors[level + 1]),
      block: block(parts, `decoder${level}`, 2 * width, width, kernels[level]),
    }));
    const heads = supervisedLevels(shape).map((level) =>
      head(parts, level === 0 ? 'head' : `head${level}`, channels[level], classes),
    );
    const masks = channels.map((width, level) => parts.mask(width, level === deepest ? 1 : 0.5));

    const skips: Value[] = [];
    for (const { shrink, block } of encoders) {
      const above = skips.at(-1);
      skips.push(block(above && shrink ? shrink(above) : x));
    }
    let y = dropout(skips[deepest], masks[deepest]);
    const logits: Value[] = [];
    for (let level = deepest - 1; level >= 0; level--) {
      const { grow, block } = decoders[level];
      y = dropout(block(concat([skips[level], grow(y)], 1)), masks[level]);
      if (level < heads.length) logits.unshift(heads[level](y));
    }
    return isDeeplySupervised ? logits : logits.slice(0, 1);
  };
}

/** Levels that give logits: with deep supervision all decoder levels but the coarsest, which sees too little. */
export function supervisedLevels({ channels, isDeeplySupervised }: NetworkShape): readonly number[] {
  const count = isDeeplySupervised ? Math.max(1, channels.length - 2) : 1;
  return Array.from({ length: count }, (_, level) => level);
}

/** Two convolutions with instance norm and leaky ReLU. Source: Isensee et al. 2021 (nnU-Net). */
const twoUnits: Block = (parts, name, inputs, outputs, kernel) => {
  const first = unit(parts, `${name}_#0`, inputs, outputs, kernel);
  const second = unit(parts, `${name}_#1`, outputs, outputs, kernel);
  return (x) => second(first(x));
};

export const unet: Network = unetOf(twoUnits);
