import type { z } from 'zod';
import { checkModel } from './check-model.ts';
import type { JobContract } from './contract.ts';
import { measureModel } from './measure-model.ts';
import { predictImage } from './predict-image.ts';
import { retrain } from './retrain.ts';
import { segment } from './segment.ts';
import { train } from './train.ts';
import { verifyLog } from './verify-log.ts';
import { warmImage } from './warm-image.ts';

/** Every job, by name. A new job is one file here, one line here, and one task file in a worker. */
export const JOBS = {
  segment,
  'check-model': checkModel,
  train,
  retrain,
  'predict-image': predictImage,
  'measure-model': measureModel,
  'verify-log': verifyLog,
  'warm-image': warmImage,
} as const satisfies Record<string, JobContract>;

export type JobName = keyof typeof JOBS;
export type PayloadOf<Name extends JobName> = z.output<(typeof JOBS)[Name]['payload']>;
