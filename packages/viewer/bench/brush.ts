import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { chromium, type Page } from '@playwright/test';
import { serveHarness } from '../harness/serve.ts';

export interface BenchFigure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly ok?: boolean;
  readonly comparedTo?: string;
}

export interface BenchReport {
  readonly name: string;
  readonly machine: string;
  readonly figures: readonly BenchFigure[];
}

/** Goal of issue 2, point 4. */
const GOAL_MS = 4;
const MOVES = 150;
/** The first stroke compiles; people brush with compiled code. */
const WARM_UP_MOVES = 40;

/**
 * Brushes on a 512x512x200 volume in the 2x2 layout, in a real browser with real pointer events, and reports what a frame
 * costs. In the same run: what Niivue's own pen costs, which sends the whole drawing after every move.
 */
export async function benchBrush(): Promise<BenchReport> {
  const server = await serveHarness();
  const executablePath = process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium'].find((path) => existsSync(path));
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(300_000);
    await page.goto(`${server.url}?dims=512,512,200&spacing=0.7,0.7,1.5`, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.harness ?? window.harnessError, null, { timeout: 300_000 });
    const figures = [
      ...(await brush(page, 'disc, 5 mm', { shape: 'disc', radiusMm: 5 })),
      ...(await brush(page, 'sphere, 10 mm', { shape: 'sphere', radiusMm: 10 })),
      ...(await niivuePen(page)),
    ];
    return { name: 'brush', machine: `${cpus()[0]?.model.trim()} x ${cpus().length}, software GL`, figures };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function brush(
  page: Page,
  name: string,
  settings: { shape: 'disc' | 'sphere'; radiusMm: number },
): Promise<BenchFigure[]> {
  const stroke = async (moves: number) => {
    await page.mouse.move(260, 220);
    await page.mouse.down();
    for (let n = 0; n <= moves; n++) await page.mouse.move(360 + 110 * Math.cos(n / 12), 220 + 90 * Math.sin(n / 17));
    await page.mouse.up();
  };
  await page.evaluate((s) => window.harness?.viewer.setTool('brush', { label: 1, ...s }), settings);
  await stroke(WARM_UP_MOVES);
  await page.evaluate(() => window.harness?.viewer.metrics.reset());
  await stroke(MOVES);
  const cost = await page.evaluate(() => window.harness?.viewer.metrics.brushing);
  if (!cost) throw new Error('the page has gone');
  const before = (figure: string, value: number): BenchFigure => ({
    figure: `${name}: before draw, ${figure}`,
    value: round(value),
    unit: 'ms',
    goal: `< ${GOAL_MS} ms`,
    ok: value < GOAL_MS,
  });
  const once = (figure: string, value: number): BenchFigure => ({
    figure: `${name}: ${figure}`,
    value,
    unit: 'per frame',
    goal: '<= 1',
    ok: value <= 1,
  });
  return [
    { figure: `${name}: frames`, value: cost.frames, unit: 'frames' },
    before('median', cost.beforeDrawMs.p50),
    before('95th percentile', cost.beforeDrawMs.p95),
    { figure: `${name}: before draw, worst`, value: round(cost.beforeDrawMs.max), unit: 'ms' },
    { figure: `${name}: draw calls and overlay, median`, value: round(cost.drawMs.p50), unit: 'ms' },
    once('uploads, most', cost.maxUploadsPerFrame),
    once('draws, most', cost.maxDrawsPerFrame),
  ];
}

async function niivuePen(page: Page): Promise<BenchFigure[]> {
  const costs = await page.evaluate(() => window.harness?.niivuePen(12));
  const sorted = [...(costs ?? [])].sort((a, b) => a - b);
  return [
    {
      figure: "Niivue's pen: whole-volume upload, median",
      value: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      unit: 'ms',
      comparedTo: 'before draw, median',
    },
  ];
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
