import { setTimeout as sleep } from 'node:timers/promises';
import { prepareChild, runChildTask } from '@scholia/jobs';
import { describe, expect, it } from 'vitest';

const module = new URL('./echo-child.ts', import.meta.url);
const run = (input: 'answer' | 'wait' | 'die', keepsChild = false, signal?: AbortSignal) =>
  runChildTask<string, number, number>({ module, input, keepsChild, signal });

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('runChildTask', () => {
  it('runs each task in a process of its own', async () => {
    const pids = [await run('answer'), await run('answer')];
    expect(pids[0]).not.toBe(pids[1]);
    await expect.poll(() => pids.some(isAlive)).toBe(false);
  });

  it('keeps a child for the next task of its module, but never for two at once', async () => {
    prepareChild(module);
    const first = await run('answer', true);
    expect(await run('answer', true)).toBe(first);
    const both = await Promise.all([run('answer', true), run('answer', true)]);
    expect(both).toContain(first);
    expect(new Set(both).size).toBe(2);
    await expect.poll(() => both.filter(isAlive).length).toBe(1);
  });

  it('replaces one that was killed', async () => {
    const before = await run('answer', true);
    const controller = new AbortController();
    const running = runChildTask<string, number, number>(
      { module, input: 'wait', keepsChild: true, signal: controller.signal },
      () => controller.abort(new Error('enough')),
    );
    await expect(running).rejects.toThrow('enough');
    const after = await run('answer');
    expect(after).not.toBe(before);
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
