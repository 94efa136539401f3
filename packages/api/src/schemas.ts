import { type Actor, fields } from '@scholia/domain';
import { z } from 'zod';
import type { Upload } from './rest/upload.ts';

// What several answers are made of. Everything is plain JSON: positions are decimal strings, times are ISO 8601 in UTC.

export const none = z.void();
export const time = z.string();
export const nothing = z.object({});

export const person = z.object({ userId: fields.userId, name: z.string(), color: z.string() });
export type PersonView = z.output<typeof person>;

/** Somebody by their id; whose record was erased has the end of it for a name: the log still has the id. */
export function personOf(userId: PersonView['userId'], known: PersonView | undefined): PersonView {
  const { name, color } = known ?? { name: userId.slice(-8), color: '#888888' };
  return { userId, name, color };
}

export const imageStatus = z.enum(['unlabelled', 'in-progress', 'submitted']);
export const readingStatus = z.enum(['open', 'submitted']);

/** A voxel grid in the image's stored order, ijk. */
export const grid = z.object({ dims: fields.dims, spacingUm: fields.spacingUm, affine: fields.affine });

/** A file on its way in; REST makes it from the request. */
export const upload = z.custom<Upload>((value) => typeof value === 'object' && value !== null && 'read' in value);

/** A file on its way out; see rest/route.ts. */
export const download = z.object({
  etag: z.string(),
  contentType: z.string(),
  fileName: z.string(),
  immutable: z.boolean(),
  read: z.custom<() => Promise<Uint8Array>>((value) => typeof value === 'function'),
});

/** A file that is made while it goes out, too large to be held; see rest/route.ts. */
export const streamed = z.object({
  contentType: z.string(),
  fileName: z.string(),
  write: z.custom<(target: WritableStream<Uint8Array>) => Promise<unknown>>((value) => typeof value === 'function'),
});

export const actor = z.object({
  type: z.enum(['user', 'model', 'system']),
  /** User id, model id, or the name of a part of the system. */
  id: z.string(),
  name: z.string(),
});

export function actorId(by: Actor): string {
  switch (by.type) {
    case 'user':
      return by.userId;
    case 'model':
      return by.modelId;
    case 'system':
      return by.name;
  }
}
