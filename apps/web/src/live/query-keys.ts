import type { useTRPC } from '../client/trpc.ts';
import type { Topic } from './stale-after.ts';

type Trpc = ReturnType<typeof useTRPC>;

/** The queries that show a topic, as key prefixes for invalidation. */
export function keysOf(trpc: Trpc, topic: Topic): readonly (readonly unknown[])[] {
  switch (topic) {
    case 'project':
      return [trpc.projects.get.pathKey(), trpc.projects.list.pathKey()];
    case 'members':
      return [trpc.projects.members.pathKey()];
    case 'images':
      return [trpc.images.pathKey(), trpc.queue.list.pathKey()];
    case 'training':
      return [trpc.training.pathKey()];
    case 'models':
      return [trpc.models.pathKey()];
    case 'predictions':
      return [trpc.predictions.pathKey()];
    case 'proposals':
      return [trpc.proposals.list.pathKey()];
    case 'reading':
      return [trpc.readings.get.pathKey()];
    case 'workers':
      return [trpc.admin.overview.pathKey()];
  }
}
