import { AppError, type ProjectId } from '@scholia/core';
import { isModelMethod, METHODS_OF_MODELS, type MethodOfModels } from '@scholia/domain';
import { currentModel, type ModelView } from '@scholia/projections';
import type { AnyMethod } from '@scholia/segmentation';
import type { ReadSql } from '../use-case.ts';

/** What is asked to segment: a method by itself, or one of models. */
export type AskedMethod = Pick<AnyMethod, 'name' | 'title' | 'parameters' | 'usesChances'>;

/** A method of models, by name. */
export function methodOfModels(name: string): AskedMethod | undefined {
  if (!isModelMethod(name)) return undefined;
  const { title, parameters }: MethodOfModels = METHODS_OF_MODELS[name];
  return { name, title, parameters };
}

/** The model that answers now, of a method that is one of models. Throws AppError 'bad-request' where the project has none. */
export async function modelAsked(sql: ReadSql, projectId: ProjectId, method: string): Promise<ModelView | undefined> {
  if (!isModelMethod(method)) return undefined;
  const model = await currentModel(sql, projectId, method);
  if (model) return model;
  const { title } = METHODS_OF_MODELS[method];
  throw new AppError(
    'bad-request',
    `method: This project has no ${title} model yet. Train one first, on the page of its models, or choose another method.`,
  );
}
