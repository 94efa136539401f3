import type { Shown } from './address.ts';
import { isActive, type Model, type Run } from './model.ts';

/** What the models page shows: a run, or a model and perhaps the one it is compared with, or nothing while there is neither. */
export interface Choice<One> {
  readonly model: One | undefined;
  readonly against: One | undefined;
  readonly isRunShown: boolean;
}

type ChoosableModel = Pick<Model, 'version' | 'modelId'>;

/**
 * Chooses by the address. Where it says nothing, a run that goes on, or else the newest model; a run that was watched turns into
 * its model when that is there. `models` newest first, `run` the last.
 */
export function choiceOf<One extends ChoosableModel>(
  shown: Shown,
  models: readonly One[],
  run: Pick<Run, 'status' | 'modelId'> | undefined,
): Choice<One> {
  const trained = shown.isTraining ? models.find(({ modelId }) => modelId === run?.modelId) : undefined;
  const model = trained ?? models.find(({ version }) => version === shown.version) ?? models[0];
  const against = models.find(({ version }) => version === shown.against && version !== model?.version);
  const isWatched = shown.isTraining || !model || (shown.version === undefined && run !== undefined && isActive(run));
  return { model, against, isRunShown: run !== undefined && !trained && isWatched };
}
