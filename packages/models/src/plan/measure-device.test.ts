import { describe, expect, it } from 'vitest';
import { onnxRuntime } from '../runtime/onnx-session.ts';
import { measureSpeed } from './measure-device.ts';

describe('measureSpeed', () => {
  it('runs real steps, and tells twice the speed by a clock that goes half as fast', async () => {
    const openSession = onnxRuntime({ threads: 1 });
    let ticks = 0;
    const gflops = await measureSpeed(openSession, () => (ticks += 100));
    let slow = 0;
    expect(await measureSpeed(openSession, () => (slow += 50))).toBeCloseTo(2 * gflops, 9);
    expect(gflops).toBeGreaterThan(1);
  });
});
