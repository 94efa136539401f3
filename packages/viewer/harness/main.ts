/** A page with one viewer on a phantom and a real fold behind it, for the browser tests and the brush bench. */

import { NVImage } from '@niivue/niivue';
import { Fold, type Operation, type Presence, promptsInForce } from '@scholia/collab';
import type { Vec3 } from '@scholia/geometry';
import type { Paint, RegionPaint } from '@scholia/tools';
import { Labelmap } from '@scholia/volume';
import { createViewer, type Viewer } from '../src/index.ts';
import { Stage } from '../src/stage/stage.ts';
import { makePhantom } from './phantom.ts';

export interface Harness {
  readonly viewer: Viewer;
  readonly fold: Fold;
  readonly strokes: Paint[];
  readonly affine: readonly number[];
  /** Applies an operation as if it came from somebody else. */
  peerStroke(paint: Paint): void;
  setPeers(peers: readonly Presence[]): void;
  /** A ball as a proposal, centre and radius in stored voxels and millimetres. */
  propose(centre: Vec3, radiusMm: number, label: number): void;
  /** Says that a ball is as unsure as can be. */
  doubt(centre: Vec3, radiusMm: number): void;
  /**
   * What the same brush would cost with Niivue's own pen: after each move it sends the whole drawing to the GPU and draws.
   * Milliseconds on the main thread, one per move.
   */
  niivuePen(moves: number): Promise<number[]>;
  settled(): Promise<void>;
}

declare global {
  interface Window {
    harness?: Harness;
    harnessError?: string;
  }
}

const query = new URLSearchParams(location.search);

const numbers = (name: string): Vec3 | undefined => {
  const given = query.get(name)?.split(',').map(Number);
  return given?.length === 3 ? [given[0], given[1], given[2]] : undefined;
};

async function start(): Promise<Harness> {
  const dims = numbers('dims') ?? [60, 48, 40];
  const spacing = numbers('spacing') ?? [1.1, 1.6, 2.4];
  const phantom = makePhantom(dims, spacing, numbers('marker'));
  const um = (mm: number) => Math.round(mm * 1000);
  const grid = { dims, spacingUm: [um(spacing[0]), um(spacing[1]), um(spacing[2])] } as const;
  const fold = new Fold(grid);
  const strokes: Paint[] = [];
  let counter = 0;
  const commit = (paint: Paint | RegionPaint, session: number) => {
    counter++;
    const op = operationOf(paint, { lamport: counter, seen: 0n });
    viewer.labelsChanged(fold.apply([{ id: { session, counter }, op }]));
    viewer.setPrompts(promptsInForce(fold));
  };
  const ball = (centre: Vec3, radiusMm: number, value: number) => {
    const map = new Labelmap(dims);
    for (let k = 0; k < dims[2]; k++)
      for (let j = 0; j < dims[1]; j++)
        for (let i = 0; i < dims[0]; i++) {
          const p = [(i - centre[0]) * spacing[0], (j - centre[1]) * spacing[1], (k - centre[2]) * spacing[2]];
          if (Math.hypot(...p) <= radiusMm) map.set(i, j, k, value);
        }
    return map;
  };
  const root = document.getElementById('viewer') ?? document.body;
  const viewer = createViewer(root, { readOnly: query.has('readonly') });
  viewer.onStroke((paint) => {
    if ('seed' in paint) return;
    if ('shape' in paint) strokes.push(paint);
    commit(paint, 1);
  });
  viewer.setLabelStyles([
    { value: 1, name: 'Organ', color: '#ff8c42' },
    { value: 2, name: 'Vessel', color: '#3fa7ff' },
    { value: 3, name: 'Lesion', color: '#b07cff' },
  ]);
  viewer.setLabels(fold);
  await viewer.load(phantom);
  return {
    viewer,
    fold,
    strokes,
    affine: phantom.affine,
    peerStroke: (paint) => commit(paint, 2),
    setPeers: (peers) => viewer.setPeers(peers),
    propose: (centre, radiusMm, label) => viewer.setProposal(ball(centre, radiusMm, label)),
    doubt: (centre, radiusMm) => viewer.setUncertainty(ball(centre, radiusMm, 255)),
    async niivuePen(moves) {
      const canvas = document.createElement('canvas');
      canvas.width = 800;
      canvas.height = 600;
      document.body.append(canvas);
      const { niivue } = await Stage.attach(canvas, { radiological: true });
      const volume = await NVImage.loadFromUrl({ url: 'image.nii', name: 'image.nii', buffer: phantom.bytes });
      niivue.addVolume(volume);
      niivue.createEmptyDrawing();
      const costs: number[] = [];
      for (let n = 0; n < moves; n++) {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        niivue.drawPt(10 + n, 100, 50, 1);
        niivue.refreshDrawing(false);
        costs.push(performance.now() - start);
        niivue.drawNow();
      }
      niivue.cleanup();
      canvas.remove();
      return costs;
    },
    settled: () => viewer.settled(),
  };
}

start().then(
  (harness) => {
    window.harness = harness;
  },
  (error: unknown) => {
    window.harnessError = String(error instanceof Error ? error.stack : error);
  },
);

function operationOf(paint: Paint | RegionPaint, stamp: { lamport: number; seen: bigint }): Operation {
  if ('shape' in paint) return { type: 'Stroke', ...stamp, ...paint };
  const { region, ...writing } = paint;
  return { type: 'Fill', ...stamp, ...writing, shape: region };
}
