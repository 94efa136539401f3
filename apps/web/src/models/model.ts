import type { Outputs } from '../client/trpc.ts';

export type Model = Outputs['models']['list'][number];
export type Run = Outputs['training']['runs'][number];
export type Project = Outputs['projects']['get'];

const ACTIVE: ReadonlySet<Run['status']> = new Set(['requested', 'running', 'cancelling']);

/** Whether a run is still going on. */
export const isActive = ({ status }: Pick<Run, 'status'>): boolean => ACTIVE.has(status);

/** What predicts images and orders the queue: the automatic model in use, else DeepEdit's; of a project without either, the newest. */
export function predictingModel<One extends Pick<Model, 'method' | 'isCurrent'>>(
  models: readonly One[],
): One | undefined {
  return modelInUse(models) ?? models[0];
}

/** What predicts whole images; none before the first is in use. */
export function modelInUse<One extends Pick<Model, 'method' | 'isCurrent'>>(models: readonly One[]): One | undefined {
  const inUse = (method: Model['method']) => models.find((model) => model.method === method && model.isCurrent);
  return inUse('automatic') ?? inUse('deepedit');
}
