import { AppError, type ImageId, type ModelId, type ProjectId, type ReadingId } from '@scholia/core';
import { getImage, getModel, getProject, getReading } from '@scholia/projections';
import type { ReadSql, Scope } from './use-case.ts';

// What a request is about, found from the ids that it names. Each throws AppError 'not-found'.

export async function projectScope(sql: ReadSql, { projectId }: { readonly projectId: ProjectId }): Promise<Scope> {
  await projectOf(sql, projectId);
  return { projectId };
}

export async function imageScope(sql: ReadSql, { imageId }: { readonly imageId: ImageId }): Promise<Scope> {
  const { projectId } = await imageOf(sql, imageId);
  return { projectId, imageId };
}

export async function readingScope(sql: ReadSql, { readingId }: { readonly readingId: ReadingId }): Promise<Scope> {
  const { projectId, imageId } = await readingOf(sql, readingId);
  return { projectId, imageId, readingId };
}

export async function modelScope(sql: ReadSql, { modelId }: { readonly modelId: ModelId }): Promise<Scope> {
  return { projectId: (await modelOf(sql, modelId)).projectId };
}

export async function projectOf(sql: ReadSql, projectId: ProjectId) {
  return found(await getProject(sql, projectId), 'project');
}

export async function imageOf(sql: ReadSql, imageId: ImageId) {
  return found(await getImage(sql, imageId), 'image');
}

export async function readingOf(sql: ReadSql, readingId: ReadingId) {
  return found(await getReading(sql, readingId), 'reading');
}

export async function modelOf(sql: ReadSql, modelId: ModelId) {
  return found(await getModel(sql, modelId), 'model');
}

export function found<T>(value: T | null | undefined, noun: string): T {
  if (value === null || value === undefined) throw new AppError('not-found', `There is no such ${noun}.`);
  return value;
}
