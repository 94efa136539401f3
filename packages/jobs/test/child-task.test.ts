import { setTimeout as sleep } from 'node:timers/promises';
import { prepareChild, runChildTask } from '@scholia/jobs';
import { describe, expect, it } from 'vitest';

const module = new URL('./echo-child.ts', import.meta.url);
const run = (input: 'answer' | 'wait' | 'die', keepsSpare = false, signal?: AbortSignal) =>
  runChildTask<string, number, number>({ module, input, keepsSpare, signal });

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('runChildTask', () => {
  it('runs each task in a process of its own, with or without a spare one', async () => {
    prepareChild(module);
    const pids = [await run('answer'), await run('answer', true), await run('answer', true), await run('answer')];
    expect(new Set(pids).size).toBe(4);
    await expect.poll(() => pids.some(isAlive)).toBe(false);
  });

  it('says when a child has died, and starts another one next time', async () => {
    await expect(run('die', true)).rejects.toMatchObject({ code: 'runtime-unavailable' });
    expect(await run('answer', true)).toBeGreaterThan(0);
  });

  it('kills a child whose answer nobody wants any more', async () => {
    const controller = new AbortController();
    let pid = 0;
    const running = runChildTask<string, number, number>(
      { module, input: 'wait', signal: controller.signal },
      (told) => {
        pid = told;
      },
    );
    await expect.poll(() => pid, { timeout: 20_000 }).toBeGreaterThan(0);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await sleep(50);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});
