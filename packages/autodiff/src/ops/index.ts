import { addOp } from './add.ts';
import { averagePoolOp } from './average-pool.ts';
import { concatOp } from './concat.ts';
import { convOp } from './conv.ts';
import { divOp } from './div.ts';
import { downOp } from './down.ts';
import { dropoutOp } from './dropout.ts';
import { enlargeOp } from './enlarge.ts';
import { expOp } from './exp.ts';
import { groupNormOp } from './group-norm.ts';
import { leakyReluOp } from './leaky-relu.ts';
import { linearOp } from './linear.ts';
import { logSoftmaxOp } from './log-softmax.ts';
import { matmulOp } from './matmul.ts';
import { maxPoolOp } from './max-pool.ts';
import { meanOp } from './mean.ts';
import { mulOp } from './mul.ts';
import { preluOp } from './prelu.ts';
import { reluOp } from './relu.ts';
import { repeatOp } from './repeat.ts';
import { reshapeOp } from './reshape.ts';
import { sigmoidOp } from './sigmoid.ts';
import { sliceOp } from './slice.ts';
import { softmaxOp } from './softmax.ts';
import { subOp } from './sub.ts';
import { sumOp } from './sum.ts';
import { transposeOp } from './transpose.ts';
import { upOp } from './up.ts';

/** Every differentiable op. Tests hold each against differences of its own forward pass. */
export const OPS = [
  addOp,
  averagePoolOp,
  concatOp,
  convOp,
  divOp,
  downOp,
  dropoutOp,
  enlargeOp,
  expOp,
  groupNormOp,
  leakyReluOp,
  linearOp,
  logSoftmaxOp,
  matmulOp,
  maxPoolOp,
  meanOp,
  mulOp,
  preluOp,
  reluOp,
  repeatOp,
  reshapeOp,
  sigmoidOp,
  sliceOp,
  softmaxOp,
  subOp,
  sumOp,
  transposeOp,
  upOp,
] as const;
