import type { Run } from './model.ts';

/** What goes on in a training, in a word or two. */
export function runTitle({ status }: Pick<Run, 'status'>): string {
  switch (status) {
    case 'requested':
      return 'Waiting for a worker';
    case 'running':
      return 'Training';
    case 'cancelling':
      return 'Stopping';
    case 'cancelled':
      return 'Training was cancelled';
    case 'failed':
      return 'Training failed';
    case 'published':
      return 'Trained';
  }
}
