import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalescer } from './coalesce.ts';

describe('Coalescer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands over the first at once and the rest together', () => {
    const handed: string[][] = [];
    const coalescer = new Coalescer<string>(100, (keys) => handed.push([...keys]));
    coalescer.add(['images']);
    coalescer.add(['images', 'project']);
    coalescer.add(['images']);
    expect(handed).toEqual([['images']]);
    vi.advanceTimersByTime(100);
    expect(handed).toEqual([['images'], ['images', 'project']]);
    vi.advanceTimersByTime(1000);
    expect(handed).toHaveLength(2);
    coalescer.add(['images']);
    expect(handed).toHaveLength(3);
  });

  it('forgets what waits when stopped', () => {
    const flush = vi.fn();
    const coalescer = new Coalescer<string>(100, flush);
    coalescer.add(['a']);
    coalescer.add(['b']);
    coalescer.stop();
    vi.advanceTimersByTime(1000);
    expect(flush).toHaveBeenCalledTimes(1);
  });
});
