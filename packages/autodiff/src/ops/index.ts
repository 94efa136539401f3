import { addOp } from './add.ts';
import { concatOp } from './concat.ts';
import { conv3dOp } from './conv3d.ts';
import { divOp } from './div.ts';
import { down2Op } from './down2.ts';
import { dropoutOp } from './dropout.ts';
import { expOp } from './exp.ts';
import { instanceNormOp } from './instance-norm.ts';
import { leakyReluOp } from './leaky-relu.ts';
import { linearOp } from './linear.ts';
import { logSoftmaxOp } from './log-softmax.ts';
import { matmulOp } from './matmul.ts';
import { meanOp } from './mean.ts';
import { mulOp } from './mul.ts';
import { reshapeOp } from './reshape.ts';
import { sliceOp } from './slice.ts';
import { softmaxOp } from './softmax.ts';
import { subOp } from './sub.ts';
import { sumOp } from './sum.ts';
import { transposeOp } from './transpose.ts';
import { up2Op } from './up2.ts';

/** Every differentiable op. Tests hold each against differences of its own forward pass. */
export const OPS = [
  addOp,
  concatOp,
  conv3dOp,
  divOp,
  down2Op,
  dropoutOp,
  expOp,
  instanceNormOp,
  leakyReluOp,
  linearOp,
  logSoftmaxOp,
  matmulOp,
  meanOp,
  mulOp,
  reshapeOp,
  sliceOp,
  softmaxOp,
  subOp,
  sumOp,
  transposeOp,
  up2Op,
] as const;
