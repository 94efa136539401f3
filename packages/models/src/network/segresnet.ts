import { add, dropout, enlarge, groupNorm, relu, type Value } from '@scholia/autodiff';
import { convolution, head, type Layer, pointwise } from './layers.ts';
import type { Network, Parts } from './network.ts';

/** Residual blocks of each encoder level, as many as in the source; deeper levels have as many as the last. */
const BLOCKS_DOWN = [1, 2, 2, 4];
/** Groups of the group norm; where the channels do not divide, each is one. */
const GROUPS = 8;

/**
 * SegResNet: pre-activation residual blocks with group norm; strided convolutions down; 1x1x1 convolutions, linear interpolation and a sum
 * with the skip up. Source: Myronenko 2018, arXiv:1810.11654, without the autoencoder branch, as in MONAI.
 */
export const segresnet: Network = (parts, x, { channels, factors, kernels, inputs, classes }) => {
  const deepest = channels.length - 1;
  const enter = convolution(parts, 'enter', inputs, channels[0], kernels[0]);
  const encoders = channels.map((width, level) => {
    const blocks = Array.from({ length: BLOCKS_DOWN[Math.min(level, BLOCKS_DOWN.length - 1)] }, (_, n) =>
      residual(parts, `encoder${level}_${n}`, width, kernels[level]),
    );
    const reach = kernels[level].map((size, axis) => Math.max(size, factors[level][axis] > 1 ? 3 : 1));
    const shrink =
      level === 0 ? enter : convolution(parts, `down${level}`, channels[level - 1], width, reach, factors[level]);
    return (value: Value) => blocks.reduce((y, block) => block(y), shrink(value));
  });
  const decoders = channels.slice(0, deepest).map((width, level) => {
    const narrow = pointwise(parts, `up${level}`, channels[level + 1], width);
    const block = residual(parts, `decoder${level}`, width, kernels[level]);
    return (skip: Value, below: Value) => block(add(skip, enlarge(narrow(below), factors[level + 1])));
  });
  const leave = activation(parts, 'leave', channels[0]);
  const toLogits = head(parts, 'head', channels[0], classes);
  const mask = parts.mask(channels[deepest], 1);

  const skips: Value[] = [];
  for (const encode of encoders) skips.push(encode(skips.at(-1) ?? x));
  let y = dropout(skips[deepest], mask);
  for (let level = deepest - 1; level >= 0; level--) y = decoders[level](skips[level], y);
  return [toLogits(leave(y))];
};

/** x + conv(act(conv(act(x)))) */
function residual(parts: Parts, name: string, width: number, kernel: readonly number[]): Layer {
  const layers = [0, 1].flatMap((n) => [
    activation(parts, `${name}_${n}`, width),
    convolution(parts, `${name}_kernel${n}`, width, width, kernel),
  ]);
  return (x) =>
    add(
      x,
      layers.reduce((y, layer) => layer(y), x),
    );
}

/** Group norm, then ReLU. */
function activation(parts: Parts, name: string, width: number): Layer {
  const scale = parts.weight(`${name}_scale`, [width, 1], 'ones');
  const shift = parts.weight(`${name}_shift`, [width, 1], 'zeros');
  const groups = width % GROUPS === 0 ? GROUPS : width;
  return (x) => relu(groupNorm(x, scale, shift, groups));
}
