import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildTask, prepareChild, runChildTask } from '@scholia/jobs';
import { describe, expect, it } from 'vitest';
import type { Ask } from './echo-child.ts';

const module = new URL('./echo-child.ts', import.meta.url);
const run = (input: Ask, keepsChild = false, options: Partial<ChildTask<Ask>> = {}) =>
  runChildTask<Ask, number, number>({ module, input, keepsChild, ...options });

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
    const running = runChildTask<Ask, number, number>(
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
    const running = runChildTask<Ask, number, number>({ module, input: 'wait', signal: controller.signal }, (told) => {
      pid = told;
    });
    await expect.poll(() => pid, { timeout: 20_000 }).toBeGreaterThan(0);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await sleep(50);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('says so when a child has died as one does without memory, or could not get any', async () => {
    await expect(run('abort')).rejects.toMatchObject({ code: 'out-of-memory' });
    const before = await run('answer', true);
    await expect(run('allocate', true)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(await run('answer', true)).not.toBe(before);
  });

  it('lets a child stop by itself, and keeps what it has loaded', async () => {
    const before = await run('answer', true);
    const controller = new AbortController();
    const options = { module, keepsChild: true, signal: controller.signal, graceMs: 20_000 };
    const running = runChildTask<Ask, number, number>({ ...options, input: 'step' }, () =>
      controller.abort(new Error('enough')),
    );
    await expect(running).rejects.toThrow('enough');
    expect(await run('answer', true)).toBe(before);
  });

  it('kills a child that does not listen', async () => {
    const controller = new AbortController();
    const options = { module, signal: controller.signal, graceMs: 50 };
    const running = runChildTask<Ask, number, number>({ ...options, input: 'wait' }, () =>
      controller.abort(new Error('enough')),
    );
    await expect(running).rejects.toThrow('enough');
  });

  it('never lends a child for people to a batch', async () => {
    const batch = await run('answer', true, { urgency: 'batch' });
    expect(await run('answer', true)).not.toBe(batch);
    expect(await run('answer', true, { urgency: 'batch' })).toBe(batch);
  });

  it('pauses batches while a person waits, and resumes them however that ends', async () => {
    const batch = new AbortController();
    let steps = 0;
    const running = runChildTask<Ask, number, number>(
      { module, input: 'step', urgency: 'batch', signal: batch.signal },
      () => void steps++,
    );
    const ended = expect(running).rejects.toThrow('enough');
    const goesOn = async () => {
      const before = steps;
      await expect.poll(() => steps, { timeout: 20_000 }).toBeGreaterThan(before + 2);
    };
    await goesOn();
    const person = new AbortController();
    const waiting = run('wait', false, { signal: person.signal });
    // Steps that were on their way still arrive.
    await expect
      .poll(
        async () => {
          const before = steps;
          await sleep(100);
          return steps - before;
        },
        { timeout: 20_000 },
      )
      .toBe(0);
    person.abort(new Error('not needed'));
    await expect(waiting).rejects.toThrow('not needed');
    await goesOn();
    await expect(run('die')).rejects.toMatchObject({ code: 'runtime-unavailable' });
    await goesOn();
    batch.abort(new Error('enough'));
    await ended;
  });
});
