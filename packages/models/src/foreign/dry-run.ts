import { type AppError, isAppError, seededRandom } from '@scholia/core';
import { imageOnGrid, type StoredImage } from '../prepare/prepare.ts';
import type { OpenSession, Session } from '../runtime/session.ts';
import { checkImage, checkTime } from './check-image.ts';
import { checkChannels, checkValues } from './check-output.ts';
import { checkInput, checkOutput } from './check-ports.ts';
import type { Declaration } from './declaration.ts';
import { inputDims, networkOf, runForeign, sizes } from './foreign-network.ts';
import { type OnnxFacts, readOnnx } from './read-onnx.ts';
import { type Check, type DryRunReport, failed, ok, reportOf } from './report.ts';

export interface DryRunInput {
  readonly onnx: Uint8Array;
  readonly declaration: Declaration;
  /** Of the project, to see what the network makes of it; undefined where there is none yet. */
  readonly image: StoredImage | undefined;
  readonly openSession: OpenSession;
  /** Milliseconds from any moment. */
  readonly now: () => number;
  /** What this process holds at most, where somebody sees to that. */
  readonly memory?: { readonly limitMiB: number; peakMiB(): number } | undefined;
  /** Told each check as it is made, so that something is known of a run that never ends. */
  readonly onCheck?: ((check: Check) => void) | undefined;
}

/**
 * Tries a foreign network: reads the file, opens it, runs one window of noise and the middle one of a real image. Whatever is
 * wrong is a failed check that says what was found, what was expected and what to do; the first that fails is the last.
 * Call it in a process that can be killed: a file from anywhere may take any time and memory.
 */
export async function dryRun({ onCheck, ...given }: DryRunInput): Promise<DryRunReport> {
  const checks: Check[] = [];
  for await (const check of checksOf(given)) {
    checks.push(check);
    onCheck?.(check);
    if (!check.isOk) break;
  }
  return reportOf(checks);
}

async function* checksOf({ onnx, declaration, image, openSession, now, memory }: DryRunInput): AsyncGenerator<Check> {
  const whole = 'an ONNX file that is complete in itself';
  const facts = factsOrProblem(onnx);
  if ('code' in facts) return yield failed('file', facts.message, whole, 'Export the model again.');
  yield ok('file', facts.producer === '' ? 'an ONNX file' : `an ONNX file by ${facts.producer}`, whole);
  yield checkInput(facts, declaration);
  yield checkOutput(facts, declaration);

  const loading = 'a model that onnxruntime loads';
  const session = await attempt(() => openSession(onnx));
  if (session instanceof Error)
    return yield failed('loads', textOf(session), loading, 'Export it with standard operators, of opset 22 or older.');
  try {
    yield ok('loads', 'loaded by onnxruntime', loading);
    yield* runsOf(session, declaration, image, now);
    if (memory) yield ok('memory', `${memory.peakMiB()} MiB at most`, `less than ${memory.limitMiB} MiB`);
  } finally {
    await session.dispose();
  }
}

async function* runsOf(
  session: Session,
  declaration: Declaration,
  image: StoredImage | undefined,
  now: () => number,
): AsyncGenerator<Check> {
  const taken = sizes(inputDims(declaration));
  const started = now();
  const output = await attempt(() => runForeign(session, declaration, noise(declaration)));
  const seconds = (now() - started) / 1000;
  if (output instanceof Error) {
    const hint = 'Try another patch: many networks want multiples of 16 or 32, or what they were trained with.';
    return yield failed('window', textOf(output), taken, hint);
  }
  yield ok('window', taken, taken);
  yield checkChannels(declaration, output);
  yield checkValues(declaration, output);
  if (!image) return;
  const network = networkOf(session, declaration);
  const prepared = imageOnGrid(image, network.grid);
  yield await checkImage(network, prepared);
  yield checkTime(network, prepared, seconds);
}

async function attempt<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function factsOrProblem(onnx: Uint8Array): OnnxFacts | AppError {
  try {
    return readOnnx(onnx);
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
}

/** What the runtime says, which is the cause of our own error, on one line. */
function textOf(error: Error): string {
  const { message } = error.cause instanceof Error ? error.cause : error;
  return message.replace(/\s+/g, ' ').slice(0, 300);
}

/** The same noise each time, around 0. */
function noise({ input: { patch } }: Declaration): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: patch[0] * patch[1] * patch[2] }, () => random.gaussian());
}
