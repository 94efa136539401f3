import { digestOf, type ImageId, type ProjectId, type ReadingId, type UserId, utf8ToBytes } from '@scholia/core';
import type { DomainEvent, NewEvent, PayloadOf } from '@scholia/domain';

// Builders for this package's own tests.

export const blob = (text: string) => digestOf(utf8ToBytes(text));
export const by = (userId: UserId) => ({ type: 'user', userId }) as const;
export const system = { type: 'system', name: 'test' } as const;
export const labels = [{ value: 1, name: 'Liver', color: '#c2410c' }];
export const from = (event: DomainEvent, actor: NewEvent['actor'] = system) => ({ ...event, actor }) as NewEvent;

export function imported(imageId: ImageId, projectId: ProjectId, which: number): PayloadOf<'ImageImported'> {
  return {
    ...{ imageId, projectId, name: `case-${which}`, blob: blob(`image ${which}`), bytes: 12, dtype: 'int16' },
    ...{ dims: [4, 5, 6], spacingUm: [1000, 1000, 2500], volumeIndex: which % 2 ? null : 0 },
    affine: [0.1 + which, 0, 0, -1e-7, 0, 1, 0, 2, 0, 0, 2.5, 3, 0, 0, 0, 1],
    intensity: { min: -1, max: 9.25, mean: 2, sd: 1, p01: 0, p99: 8 },
  };
}

export function operation(readingId: ReadingId, counter: number): DomainEvent<'OperationCommitted'> {
  const place = { session: 9, counter, lamport: counter };
  return { type: 'OperationCommitted', payload: { readingId, ...place, kind: 'Stroke', bytes: 'AQID' } };
}
