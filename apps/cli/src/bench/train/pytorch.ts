import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AppError } from '@scholia/core';
import { z } from 'zod';
import type { StepTask } from './worker.ts';

const Report = z.object({ stepMs: z.number(), inferenceMs: z.number(), peakMiB: z.number() });
export type PytorchReport = z.output<typeof Report>;

const SCRIPT = fileURLToPath(new URL('pytorch_step.py', import.meta.url));

/** The same network, patch, optimiser and threads in PyTorch. Throws AppError 'bad-request' where this Python has none. */
export async function pytorchSteps(python: string, task: StepTask): Promise<PytorchReport> {
  try {
    const { stdout } = await promisify(execFile)(python, [SCRIPT, JSON.stringify(task)]);
    return Report.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new AppError(
      'bad-request',
      `PyTorch cannot be measured with ${python}. Install torch there, or leave --vs-pytorch out.`,
      {
        cause,
      },
    );
  }
}
