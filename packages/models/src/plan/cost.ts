import type { NetworkShape } from '../network/network.ts';

/** What a machine can do. */
export interface Device {
  /** Billions of floating-point operations a second that a training step of a network with 16 channels reaches. */
  readonly gflops: number;
  /** For a training run, MiB. */
  readonly memoryMiB: number;
}

/** Two processors of a server; what is assumed where nobody has measured. */
export const ORDINARY_DEVICE: Device = { gflops: 110, memoryMiB: 3000 };

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/**
 * Floating-point operations of one training step of a U-Net on one patch: two convolutions on the way down and two on the way up at each
 * level, forward, and the gradients of input and kernel.
 */
export function stepOperations({ inputs, channels, factors, kernels }: NetworkShape, patch: readonly number[]): number {
  let voxels = product(patch);
  let total = 0;
  for (const [level, width] of channels.entries()) {
    voxels /= product(factors[level]);
    const isDeepest = level === channels.length - 1;
    const pairs = (level === 0 ? inputs : width) * width + width * width + (isDeepest ? 0 : 3 * width * width);
    total += 2 * voxels * product(kernels[level]) * pairs;
  }
  return 3 * total;
}

/** Seconds of one training step. Narrow networks wait for memory more than they compute: measured by `bench train`. */
export function stepSeconds(shape: NetworkShape, patch: readonly number[], { gflops }: Device): number {
  const efficiency = Math.min(1.1, 0.3 + 0.043 * shape.channels[0]);
  return stepOperations(shape, patch) / (1e9 * gflops * efficiency);
}

/** Tensors of the finest level that live at the same time in a step, and what a process takes before it has any: measured by `bench train`. */
const TENSORS = 34;
const PROCESS_MIB = 180;

/** Resident memory of training on one patch, MiB; within a quarter of what `bench train` measures. */
export const stepMemoryMiB = ({ channels }: NetworkShape, patch: readonly number[]): number =>
  PROCESS_MIB + (TENSORS * 4 * channels[0] * product(patch)) / 2 ** 20;
