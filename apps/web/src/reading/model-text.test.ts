import { describe, expect, it } from 'vitest';
import { latencyText, networkText } from './model-text.ts';

describe('networkText', () => {
  it('tells the network, and what it was trained to do unless that is the usual', () => {
    expect(networkText({ method: 'automatic', plan: { network: 'segresnet' } })).toBe('SegResNet');
    expect(networkText({ method: 'deepedit', plan: { network: 'unet' } })).toBe('U-Net, DeepEdit');
  });
  it('knows what models had before plans were kept, and names of tomorrow', () => {
    expect(networkText({ method: 'automatic', plan: null })).toBe('U-Net');
    expect(networkText({ method: 'deepgrow-2d', plan: { network: 'mamba' } })).toBe('mamba, DeepGrow 2D');
  });
});

describe('latencyText', () => {
  it('has as many digits as people feel', () => {
    const text = (elapsedMs: number) => latencyText({ elapsedMs, stagesMs: null });
    expect([0.2, 339.6, 994, 995, 9949, 12_340].map(text)).toEqual([
      '1 ms',
      '340 ms',
      '994 ms',
      '1.0 s',
      '9.9 s',
      '12 s',
    ]);
  });
  it('tells how much of it was the network, where that is known', () => {
    expect(latencyText({ elapsedMs: 900, stagesMs: { read: 1, network: 340 } })).toBe('900 ms, the network 340 ms');
    expect(latencyText({ elapsedMs: 900, stagesMs: { store: 3 } })).toBe('900 ms');
  });
});
