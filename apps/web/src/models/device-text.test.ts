import { describe, expect, it } from 'vitest';
import { deviceText } from './device-text.ts';

describe('deviceText', () => {
  it('tells as much as is known', () => {
    expect(deviceText({ provider: 'cpu', threads: 2, gflops: 61.4, memoryMiB: 3000 })).toBe(
      'Processor, 2 threads, 61 GFLOP/s, 2.9 GiB',
    );
    expect(deviceText({ provider: 'cuda', threads: 1, gflops: null, memoryMiB: null })).toBe(
      'Graphics card (CUDA), 1 thread',
    );
    expect(deviceText({ provider: 'rocm', threads: 1 })).toBe('rocm, 1 thread');
  });
});
