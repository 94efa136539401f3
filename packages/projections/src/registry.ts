import { images } from './images.ts';
import { modelFiles } from './model-files.ts';
import { predictions } from './predictions.ts';
import type { Projection } from './projection.ts';
import { projects } from './projects.ts';
import { proposals } from './proposals.ts';
import { queue } from './queue.ts';
import { readings } from './readings.ts';
import { training } from './training.ts';
import { workers } from './workers.ts';

/** Every read model, for `new EventStore(sql, { projections })`. */
export const projections: readonly Projection[] = [
  projects,
  images,
  readings,
  proposals,
  training,
  modelFiles,
  predictions,
  queue,
  workers,
];
