import { availableParallelism } from 'node:os';
import { nextMessage, startChild } from '../children.ts';
import { below, type Figure } from '../report.ts';
import type { TrainOptions } from '../train.ts';
import type { OperatorReport, OperatorTask } from './operators.ts';
import { type PytorchReport, pytorchSteps } from './pytorch.ts';
import { nameOf, SIZES, type Size } from './sizes.ts';
import type { StepReport, StepTask } from './worker.ts';

const LAYERS: readonly Pick<OperatorTask, 'channels' | 'edge'>[] = [
  { channels: 16, edge: 48 },
  { channels: 32, edge: 48 },
  { channels: 64, edge: 24 },
];

export async function benchTrain(options: TrainOptions, log: (line: string) => void): Promise<Figure[]> {
  const threads = options.threads ?? availableParallelism();
  const python = options.vsPytorch === true ? 'python3' : options.vsPytorch;
  const figures: Figure[] = [];
  for (const layer of LAYERS) {
    log(`a convolution of ${layer.channels} channels at ${layer.edge}^3 ...`);
    figures.push(...layerFigures(layer, await inChild<OperatorReport>('operators.ts', { ...layer, threads })));
  }
  for (const size of SIZES) {
    log(`${nameOf(size)} ...`);
    const task: StepTask = { ...size, steps: options.steps, threads };
    const ours = await inChild<StepReport>('worker.ts', task);
    figures.push(...stepFigures(size, ours, python === undefined ? undefined : await pytorchSteps(python, task)));
  }
  return figures;
}

function layerFigures({ channels, edge }: (typeof LAYERS)[number], report: OperatorReport): Figure[] {
  const rate = (what: string, value: number): Figure => ({
    figure: `3x3x3 convolution, ${channels} channels, ${edge}^3, ${what}`,
    value,
    unit: 'GFLOP/s',
    comparedTo: `${Math.round((100 * value) / report.product)}% of a matrix product (${Math.round(report.product)})`,
  });
  return [
    rate('forward', report.forward),
    rate('gradient of its input', report.inputGradient),
    rate('gradient of its kernel', report.kernelGradient),
  ];
}

function stepFigures(size: Size, ours: StepReport, theirs: PytorchReport | undefined): Figure[] {
  const name = nameOf(size);
  const figures: Figure[] = [
    { figure: `${name}, step`, value: ours.stepMs, unit: 'ms', comparedTo: `${ours.parameters} weights` },
    { figure: `${name}, inference`, value: ours.inferenceMs, unit: 'ms' },
    { figure: `${name}, memory`, value: ours.peakMiB, unit: 'MiB' },
  ];
  if (!theirs) return figures;
  return [
    ...figures,
    below(`${name}, step of PyTorch's`, ours.stepMs / theirs.stepMs, 1, 'x', `${Math.round(theirs.stepMs)} ms`),
    below(
      `${name}, inference of PyTorch's`,
      ours.inferenceMs / theirs.inferenceMs,
      1,
      'x',
      `${Math.round(theirs.inferenceMs)} ms`,
    ),
    below(`${name}, memory of PyTorch's`, ours.peakMiB / theirs.peakMiB, 1.5, 'x', `${Math.round(theirs.peakMiB)} MiB`),
  ];
}

async function inChild<Report>(file: string, task: object): Promise<Report> {
  const script = new URL(file, import.meta.url);
  return await nextMessage<Report>(startChild(script, [JSON.stringify(task)]));
}
