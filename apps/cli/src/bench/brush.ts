import type { Bench } from './report.ts';

export const brush: Bench = {
  summary: "Main-thread work of the brush on 512x512x200 in a real browser, against Niivue's own pen.",
  options: [],
  async run() {
    const { benchBrush } = await import('@scholia/viewer/bench');
    return (await benchBrush()).figures;
  },
};
