import { z } from 'zod';
import { NETWORK_NAMES } from './network-names.ts';

/** What the pages tell of a plan. A plan is the trainer's, and may hold more, or less. */
const planFields = z
  .object({
    /** mm along x, y, z. */
    targetSpacingMm: z.array(z.number()).length(3),
    /** Voxels along z, y, x. */
    patch: z.array(z.number()).length(3),
    network: z.string(),
    /** Of each level, finest first. */
    channels: z.array(z.number()),
    batch: z.number(),
    learningRate: z.number(),
    optimiser: z.string(),
    loss: z.string(),
    schedule: z.string(),
    dropout: z.number(),
  })
  .partial();

export type PlanFields = z.output<typeof planFields>;

export function planFieldsOf(plan: unknown): PlanFields {
  return planFields.safeParse(plan).data ?? {};
}

/** The parts of a plan that people read first, in words. */
export function planFacts(plan: unknown): readonly { readonly name: string; readonly value: string }[] {
  const { targetSpacingMm: mm, patch, network, channels, batch, learningRate, optimiser, loss } = planFieldsOf(plan);
  const voxels = patch?.toReversed();
  const facts: readonly [string, string | undefined][] = [
    ['Voxel', mm && `${mm.map((one) => rounded(one)).join(' × ')} mm`],
    ['Patch', voxels && `${voxels.join(' × ')} voxels${mm ? `, ${extent(voxels, mm)} mm` : ''}`],
    ['Network', network && (NETWORK_NAMES[network] ?? network)],
    ['Channels', channels?.join(', ')],
    ['Patches a step', batch?.toString()],
    ['Optimiser', optimiser && (learningRate === undefined ? optimiser : `${optimiser}, rate ${learningRate}`)],
    ['Loss', loss],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

const rounded = (value: number) => String(Number(value.toPrecision(3)));
const extent = (voxels: readonly number[], mm: readonly number[]) =>
  voxels.map((side, axis) => Math.round(side * mm[axis])).join(' × ');
