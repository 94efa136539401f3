import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Grid } from '@scholia/volume';
import { nextMessage, startChild } from '../children.ts';
import { below, type Figure, quantile } from '../report.ts';
import type { SyncOptions } from '../sync.ts';
import type { ClientsReport, ClientsTask } from './clients.ts';
import { SyncInstallation } from './installation.ts';

const PROCESSES = 4;
const STROKES_PER_SECOND = 2;
/** After the last stroke, until everything must have arrived. */
const DRAIN_MS = 3000;
/** As the issue that asked for this benchmark has it: people on one reading -> p95 in ms. */
const GOALS: Readonly<Record<number, number>> = { 20: 60, 50: 150 };

type Seat = ClientsTask['clients'][number];

interface Measured {
  /** Made by one client, arrived at another, ms. */
  readonly peer: readonly number[];
  /** Made, and called durable, ms. */
  readonly durable: readonly number[];
  readonly sent: number;
  readonly lost: number;
  readonly messagesPerSecond: number;
  /** Of one core, 0..1 and above. */
  readonly cpu: number;
  readonly rssMiB: number;
}

export async function benchSync(options: SyncOptions, log: (line: string) => void): Promise<Figure[]> {
  const sizes = options.clients.split(',').map(Number);
  log('Starting a sync server, and a Postgres of its own ...');
  const installation = await SyncInstallation.start();
  const relay = await startRelay();
  const figures: Figure[] = [];
  try {
    const people = Math.max(...sizes, options.readings > 0 ? 2 : 0);
    const tokens = await inSeries(people, async () => (await installation.newReader()).token);
    const before = await operationsIn(installation);
    let sent = 0;
    for (const size of sizes) {
      const name = `${size} on one reading`;
      log(`${name} ...`);
      const room = await installation.newReading();
      const seats = tokens.slice(0, size).map((token) => ({ room, token }));
      const bare = await measure({ ...options, grid: installation.grid, seats, ...relay });
      const ours = await measure({ ...options, grid: installation.grid, seats, ...serverOf(installation) });
      sent += ours.sent;
      figures.push(...figuresOf(name, ours, bare, GOALS[size]));
    }
    if (options.readings > 0) {
      const name = `${options.readings} readings with 2 each`;
      log(`${name} ...`);
      const rooms = await inSeries(options.readings, () => installation.newReading());
      const seats = rooms.flatMap((room) => tokens.slice(0, 2).map((token) => ({ room, token })));
      const bare = await measure({ ...options, grid: installation.grid, seats, ...relay });
      const ours = await measure({ ...options, grid: installation.grid, seats, ...serverOf(installation) });
      sent += ours.sent;
      figures.push(...figuresOf(name, ours, bare, undefined));
    }
    const inLog = (await operationsIn(installation)) - before;
    figures.push({
      figure: 'strokes that are not in the log',
      value: sent - inLog,
      unit: '',
      goal: '0',
      ok: sent === inLog,
    });
    return figures;
  } finally {
    relay.process.kill('SIGKILL');
    await installation.close();
  }
}

function serverOf(installation: SyncInstallation): { url: string; pid: number } {
  return { url: installation.url, pid: installation.serverPid ?? 0 };
}

async function operationsIn({ services }: SyncInstallation): Promise<number> {
  const [row] = await services.sql<{ count: bigint }[]>`select count(*) from events where type = 'OperationCommitted'`;
  return Number(row.count);
}

async function inSeries<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let n = 0; n < count; n++) made.push(await make());
  return made;
}

async function startRelay(): Promise<{ url: string; pid: number; process: ChildProcess }> {
  const process = startChild(new URL('relay.ts', import.meta.url), []);
  const port = await nextMessage<number>(process);
  return { url: `ws://127.0.0.1:${port}`, pid: process.pid ?? 0, process };
}

interface Measurement {
  readonly url: string;
  readonly pid: number;
  readonly grid: Grid;
  readonly seconds: number;
  readonly seats: readonly Seat[];
}

async function measure({ url, pid, grid, seconds, seats }: Measurement): Promise<Measured> {
  const shares = Array.from({ length: Math.min(PROCESSES, seats.length) }, (_, n) =>
    seats.filter((_seat, s) => s % Math.min(PROCESSES, seats.length) === n),
  );
  const children = shares.map((clients, seed) => {
    const task: ClientsTask = { url, grid, seed, strokesPerSecond: STROKES_PER_SECOND, clients };
    return startChild(new URL('clients.ts', import.meta.url), [JSON.stringify(task)]);
  });
  await Promise.all(children.map((child) => nextMessage(child)));
  const cpuBefore = cpuSeconds(pid);
  const started = performance.now();
  for (const child of children) child.send('start');
  await sleep(seconds * 1000);
  for (const child of children) child.send('stop');
  const elapsed = (performance.now() - started) / 1000;
  const cpu = (cpuSeconds(pid) - cpuBefore) / elapsed;
  const rssMiB = residentMiB(pid);
  await sleep(DRAIN_MS);
  const reports = await Promise.all(
    children.map((child) => {
      const report = nextMessage<ClientsReport>(child);
      child.send('report');
      return report;
    }),
  );
  return { ...summary(reports, peersOf(seats)), cpu, rssMiB, messagesPerSecond: perSecond(reports, elapsed) };
}

/** How many others see a stroke. The same everywhere: seats are spread evenly. */
function peersOf(seats: readonly Seat[]): number {
  return seats.length / new Set(seats.map(({ room }) => room)).size - 1;
}

function perSecond(reports: readonly ClientsReport[], seconds: number): number {
  return reports.reduce((sum, { received }) => sum + received.length, 0) / seconds;
}

function summary(
  reports: readonly ClientsReport[],
  peers: number,
): Pick<Measured, 'peer' | 'durable' | 'sent' | 'lost'> {
  const sent = new Map(reports.flatMap((report) => Object.entries(report.sent)));
  const durable = reports.flatMap((report) => Object.entries(report.durable));
  const arrivals = reports.flatMap(({ received }) => received).filter(([id]) => sent.has(id));
  const since = ([id, at]: readonly [string, number]) => at - (sent.get(id) ?? Number.NaN);
  return {
    peer: arrivals.map(since),
    durable: durable.map(since),
    sent: sent.size,
    lost: sent.size * peers - arrivals.length,
  };
}

function figuresOf(name: string, ours: Measured, bare: Measured, goal: number | undefined): Figure[] {
  const p95 = quantile(ours.peer, 0.95);
  const relayed = quantile(bare.peer, 0.95);
  const comparedTo = `${(p95 / relayed).toFixed(1)} times the bare relay's ${relayed.toFixed(1)} ms`;
  const ms = (figure: string, value: number): Figure => ({ figure: `${name}: ${figure}`, value, unit: 'ms' });
  return [
    ms('peer to peer, p50', quantile(ours.peer, 0.5)),
    goal === undefined
      ? { ...ms('peer to peer, p95', p95), comparedTo }
      : below(`${name}: peer to peer, p95`, p95, goal, 'ms', comparedTo),
    ms('peer to peer, p99', quantile(ours.peer, 0.99)),
    ms('acknowledged, p95', quantile(ours.durable, 0.95)),
    { figure: `${name}: strokes delivered`, value: ours.messagesPerSecond, unit: '1/s' },
    {
      figure: `${name}: server's processor`,
      value: 100 * ours.cpu,
      unit: '% of a core',
      comparedTo: `${(100 * bare.cpu).toFixed(0)} for the relay`,
    },
    {
      figure: `${name}: server's memory`,
      value: ours.rssMiB,
      unit: 'MiB',
      comparedTo: `${bare.rssMiB.toFixed(0)} for the relay`,
    },
    { figure: `${name}: deliveries lost`, value: ours.lost, unit: '', goal: '0', ok: ours.lost === 0 },
  ];
}

/** User and system time of a process so far (proc_pid_stat(5), clock ticks of 10 ms); NaN where /proc does not tell. */
function cpuSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

function residentMiB(pid: number): number {
  try {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return Number.NaN;
  }
}
