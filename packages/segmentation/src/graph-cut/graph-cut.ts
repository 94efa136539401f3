import { AppError, assert, type Clock, systemClock } from '@scholia/core';
import { type Dims, voxelCount } from '@scholia/volume';
import { connectedTo } from './connected.ts';
import { type Likelihood, likelihoodOf } from './likelihood.ts';
import { CAPACITY_SCALE, networkOf, ordinaryContrast } from './network.ts';
import { proximityOdds } from './proximity.ts';
import {
  cellsOf,
  FOREGROUND,
  type PerAxis,
  type Region,
  type RegionCells,
  regionOf,
  seedOf,
  visitRegion,
} from './region.ts';

export type GraphCutStage = 'region' | 'likelihood' | 'network' | 'max-flow' | 'mask';

export interface GraphCutInput {
  readonly dims: Dims;
  /** Millimetres between voxel centres along i, j, k. */
  readonly spacingMm: PerAxis;
  /** Finite intensities in file order (i fastest). */
  readonly image: Float32Array;
  /** Scribbles on the same grid: `label` is inside, every other value above 0 is outside. */
  readonly prompts: Uint8Array;
  /** The label to segment, 1 to 254. */
  readonly label: number;
  /** Bins of the intensity histograms. (Default: 64) */
  readonly bins?: number | undefined;
  /** Weight of the boundary, mm: larger is smoother. (Default: 2) */
  readonly lambdaMm?: number | undefined;
  /** Difference of intensity that makes a boundary cheap. (Default: the root mean square between neighbours) */
  readonly sigma?: number | undefined;
  /** How much the places of the scribbles count beside their intensities, nats; 0 for not at all. (Default: 5) */
  readonly proximity?: number | undefined;
  /** Region beyond the scribbles' bounding box, mm. (Default: half of the box's longest side, at least 10) */
  readonly marginMm?: number | undefined;
  /** Most cells to solve for; a larger region is coarsened. (Default: 1,000,000) */
  readonly maxVoxels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called as each stage begins, and during max-flow with the flow so far. */
  readonly onProgress?: ((progress: { stage: GraphCutStage; flow: number }) => void) | undefined;
  readonly clock?: Clock | undefined;
}

export interface GraphCutResult {
  /** 1 inside, 0 outside, on the image's grid. Scribbled voxels are as scribbled. */
  readonly mask: Uint8Array;
  /** Voxels inside. */
  readonly voxels: number;
  /** Energy of the cut, in nats (before islands are dropped). */
  readonly energy: number;
  /** Where it looked; `factor` above 1 says that it worked on coarser cells. */
  readonly region: Region;
  readonly elapsedMs: Readonly<Record<GraphCutStage, number>>;
}

/** Nodes grown between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 100_000;

/**
 * Segments one label from scribbles: histogram likelihoods, contrast-weighted boundary, exact minimum cut (README has the
 * energy). Yields to the event loop as it works. Throws AppError 'bad-request' (`details.reason`: 'no-foreground',
 * 'no-background', 'constant-image'), and the signal's reason when aborted.
 */
export async function graphCut(input: GraphCutInput): Promise<GraphCutResult> {
  const { dims, spacingMm, image, prompts, label } = input;
  assert(image.length === voxelCount(dims) && prompts.length === image.length, 'image and prompts fill the grid');
  assert(Number.isInteger(label) && label >= 1 && label <= 254, 'a label is a whole number from 1 to 254');
  const stages = stageClock(input);

  stages.begin('region');
  refuseOneSided(prompts, label);
  const region = regionOf(prompts, dims, spacingMm, {
    marginMm: input.marginMm,
    maxVoxels: input.maxVoxels ?? 1_000_000,
  });
  const content = cellsOf(region, dims, image, prompts, label);

  stages.begin('likelihood');
  const likelihood = likelihoodOf(content, input.bins ?? 64);
  if (!likelihood) throw constantImage();
  const flow = await solve(input, region, content, likelihood, stages);

  stages.begin('mask');
  const cut = new Uint8Array(content.seeds.length);
  for (let cell = 0; cell < cut.length; cell++) if (flow.isSource(cell)) cut[cell] = 1;
  const kept = connectedTo(cut, (cell) => content.seeds[cell] === FOREGROUND, region.cells);
  const mask = new Uint8Array(image.length);
  let voxels = 0;
  visitRegion(region, dims, (at, cell) => {
    // In a coarse cell both kinds of scribble can meet: each voxel keeps its own.
    const seed = seedOf(prompts[at], label);
    mask[at] = seed === 0 ? kept[cell] : seed === FOREGROUND ? 1 : 0;
    voxels += mask[at];
  });
  return { mask, voxels, energy: flow.flow / CAPACITY_SCALE, region, elapsedMs: stages.end() };
}

async function solve(
  input: GraphCutInput,
  region: Region,
  content: RegionCells,
  likelihood: Likelihood,
  stages: ReturnType<typeof stageClock>,
) {
  stages.begin('network');
  const sigma = input.sigma ?? ordinaryContrast(content, region.cells);
  if (!(sigma > 0)) throw constantImage();
  const [si, sj, sk] = input.spacingMm;
  const [fi, fj, fk] = region.factor;
  const spacingMm: PerAxis = [si * fi, sj * fj, sk * fk];
  const odds = proximityOdds(content, region.cells, spacingMm, input.proximity ?? 5);
  const flow = networkOf(content, region.cells, spacingMm, likelihood, odds, {
    lambdaMm: input.lambdaMm ?? 2,
    sigma,
  });
  stages.begin('max-flow');
  for (let isDone = false; !isDone; ) {
    input.signal?.throwIfAborted();
    isDone = flow.run(STEPS);
    input.onProgress?.({ stage: 'max-flow', flow: flow.flow / CAPACITY_SCALE });
    await new Promise((resolve) => setTimeout(resolve));
  }
  input.signal?.throwIfAborted();
  return flow;
}

function refuseOneSided(prompts: Uint8Array, label: number): void {
  const hasForeground = prompts.includes(label);
  const hasBackground = prompts.some((prompt) => prompt !== 0 && prompt !== label);
  if (!hasForeground)
    throw new AppError('bad-request', 'Nothing is scribbled with this label. Draw a line inside the structure first.', {
      details: { reason: 'no-foreground', label },
    });
  if (!hasBackground)
    throw new AppError(
      'bad-request',
      'There is no background scribble. Draw a line outside of the structure too, best around it.',
      { details: { reason: 'no-background', label } },
    );
}

function constantImage(): AppError {
  return new AppError(
    'bad-request',
    'The image has the same intensity everywhere around the scribbles, so there is nothing to go by. Draw this one by hand.',
    { details: { reason: 'constant-image' } },
  );
}

function stageClock({ clock = systemClock, onProgress, signal }: GraphCutInput) {
  const elapsed: Record<GraphCutStage, number> = { region: 0, likelihood: 0, network: 0, 'max-flow': 0, mask: 0 };
  let current: GraphCutStage | undefined;
  let since = 0;
  const close = () => {
    if (current) elapsed[current] = clock() - since;
  };
  return {
    begin(stage: GraphCutStage) {
      signal?.throwIfAborted();
      close();
      current = stage;
      since = clock();
      onProgress?.({ stage, flow: 0 });
    },
    end() {
      close();
      return elapsed;
    },
  };
}
