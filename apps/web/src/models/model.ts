import type { Outputs } from '../client/trpc.ts';

export type Model = Outputs['models']['list'][number];
export type Run = Outputs['training']['runs'][number];
export type Project = Outputs['projects']['get'];

const ACTIVE: ReadonlySet<Run['status']> = new Set(['requested', 'running', 'cancelling']);

/** Whether a run is still going on. */
export const isActive = ({ status }: Pick<Run, 'status'>): boolean => ACTIVE.has(status);
