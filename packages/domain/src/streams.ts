import type { ImageId, ModelId, ProjectId, ReadingId, TrainingRunId, UserId } from '@scholia/core';

/** Names of streams. One stream protects the invariants of one aggregate. */
export const streams = {
  /** Project, its labels, its members, its queue. */
  project: (id: ProjectId) => `project-${id}`,
  /** Image, its proposals and scores. */
  image: (id: ImageId) => `image-${id}`,
  /** Reading and its operations. Lock it to decide whether an edit may land. */
  reading: (id: ReadingId) => `reading-${id}`,
  /** What one person looked at in one reading: apart from the reading's own stream, so that looking never holds up an edit. */
  viewing: (reading: ReadingId, viewer: UserId) => `viewing-${reading}-${viewer}`,
  /** When one person fetched the file of one image. */
  access: (image: ImageId, person: UserId) => `access-${image}-${person}`,
  /** Sign-ins and tokens of one person. */
  user: (id: UserId) => `user-${id}`,
  /** One training run, from request to model or failure. */
  training: (id: TrainingRunId) => `training-${id}`,
  model: (id: ModelId) => `model-${id}`,
  worker: (name: string) => `worker-${name}`,
  /** What concerns nobody in particular: failed sign-ins, refusals without a reading. */
  security: () => 'security',
  /** What is said of the log itself: keys, faults. */
  log: () => 'log',
} as const;
