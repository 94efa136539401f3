import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { type Caller, invoke } from '@scholia/api';
import { exportLog, FORMAT_NAMES, FORMATS, type FormatName } from '@scholia/api/audit';
import { EXIT_CODES, openBundle, outcomeOf, parseCertificates, tellVerification, verifyBundle } from '@scholia/audit';
import { givenFile, givenTexts } from '@scholia/audit/given-files';
import { startLineWorkers } from '@scholia/audit/workers';
import { AppError, parseId, type ReadingId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { latestCheckpoint } from '@scholia/event-store';
import { parseCheckpoint, parseNote, parseVerifierKey } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { type Command, Option } from 'commander';
import { progress, progressText } from '../output.ts';
import { findProject, withAdministrator, withServices } from '../session.ts';

interface ExportOptions {
  readonly project?: string;
  readonly reading?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: FormatName;
  readonly names?: boolean;
  readonly out?: string;
  readonly witness: readonly string[];
}

interface VerifyOptions {
  readonly witness: readonly string[];
  readonly tsaCa: readonly string[];
  readonly labels: readonly string[];
  readonly key?: string;
  readonly replay: boolean;
  readonly json?: boolean;
}

export function registerAudit(command: Command): void {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  command
    .command('export')
    .description('The log, or what is about a project or a reading in it: for an auditor, who needs no server.')
    .option('--project <name>', 'only what is about this project (name or id)')
    .option('--reading <id>', 'only what is about this reading, and who could do what')
    .option('--from <when>', 'first event: a position, a day (UTC) or a time with its zone (Default: the first)')
    .option('--to <when>', 'last event: the same, a day included, a time not (Default: the newest)')
    .addOption(
      new Option(
        '--format <format>',
        Object.entries(FORMATS)
          .map(([name, { summary }]) => `${name}: ${summary}`)
          .join('; '),
      )
        .choices(FORMAT_NAMES)
        .default('jsonl' satisfies FormatName),
    )
    .option('--names', 'tell what people are called in a bundle, too')
    .option('--no-names', 'ids in place of what people are called')
    .option('--witness <file>', 'a checkpoint kept from earlier, which the bundle shall continue', collect, [])
    .option('--out <file>', 'file to write (Default: standard output)')
    .addHelpText(
      'after',
      '\nThat the log was taken out is an event, too. In jsonl, hash = SHA-256("scholia.event.v1\\0" + the RFC 8785 bytes of\n"event"); event.prev is the hash before it in its stream.',
    )
    .action(async (options: ExportOptions) => await withAdministrator((caller) => runExport(caller, options)));
  command
    .command('verify')
    .description(
      'Check a bundle, offline. Exit code: 0 intact, 1 faults, 2 cannot be read, 3 intact but not witnessed to the end.',
    )
    .argument('<bundle>', 'zip file of `scholia audit export --format bundle`')
    .option('--witness <file>', 'a checkpoint that was kept outside (`scholia audit checkpoint`)', collect, [])
    .option('--tsa-ca <file>', 'PEM certificates of time stamping authorities that you trust', collect, [])
    .option('--labels <file>', 'a NIfTI file of labels, to be told which submission it is', collect, [])
    .option('--key <key>', "the log's key, as somebody you trust told you (`scholia audit key` prints it)")
    .option('--no-replay', 'integrity only: do not rebuild the labels')
    .option('--json', 'the result as JSON')
    .action(verify);
  command
    .command('key')
    .description('Print the public key that signs checkpoints: tell it to those who verify.')
    .action(async () => {
      await withServices(async ({ events }) => {
        const types = ['LogKeyAdopted'] as const;
        const adopted = await events.read({ after: 0n, limit: 1000, streamId: streams.log(), types });
        const newest = adopted.at(-1);
        if (newest?.type !== 'LogKeyAdopted') throw unsigned();
        process.stdout.write(`${newest.payload.key}\n`);
      });
    });
  command
    .command('rotate-key')
    .description('Go over to a new signing key, which the former one endorses. Run it where the key is.')
    .action(async () => {
      const { readSettings, rotateKey, originOf } = await import('@scholia/notary');
      await withServices(async (services) => {
        const [first] = await services.events.read({ after: 0n, limit: 1 });
        if (!first) throw unsigned();
        const origin = originOf(services.events.logId, first.hash);
        process.stdout.write(`${await rotateKey(services, readSettings(process.env).folder, origin)}\n`);
      });
    });
  command
    .command('checkpoint')
    .description('Print the newest signed checkpoint: keep it somewhere else, it is what later logs are measured by.')
    .action(async () => {
      await withServices(async ({ events, sql }) => {
        const newest = await latestCheckpoint(sql, events.logId);
        if (!newest) throw unsigned();
        process.stdout.write(newest.note);
      });
    });
}

const unsigned = () =>
  new AppError('not-found', 'No checkpoint is signed yet. `npm start` runs the notary; it signs within a minute.');

async function runExport(caller: Caller, options: ExportOptions): Promise<void> {
  const { project, reading, from, to, format, names, out } = options;
  if (format === 'bundle' && out === undefined)
    throw new AppError('bad-request', 'A bundle needs a file: --out audit.zip');
  if (out !== undefined) await mkdir(dirname(out), { recursive: true });
  const { write } = await invoke(exportLog, caller, {
    format,
    from,
    to,
    projectId: project === undefined ? undefined : (await findProject(caller.services, project)).id,
    readingId: reading === undefined ? undefined : parseId<ReadingId>(reading),
    withNames: names,
    witnessSizes: await Promise.all(options.witness.map(sizeOfWitness)),
  });
  if (out === undefined) {
    await write(standardOutput());
    return;
  }
  const show = progressText();
  // Beside its place and then renamed: what was cut off is never taken for the whole.
  const part = `${out}.part`;
  try {
    const { events, signedUpTo } = await write(Writable.toWeb(createWriteStream(part)), show);
    await rename(part, out);
    show('');
    progress(`${events} events${signedUpTo === undefined ? '' : `, signed up to #${signedUpTo},`} in ${out}`);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Stays open when the export is done. */
function standardOutput(): WritableStream<Uint8Array> {
  return new WritableStream({ write: (bytes) => write(process.stdout, bytes) });
}

async function sizeOfWitness(file: string): Promise<number> {
  const note = parseNote(await (await givenFile(file)).text());
  const checkpoint = note && parseCheckpoint(note.text);
  if (!checkpoint) throw new AppError('bad-request', `${file} is not a checkpoint.`);
  return checkpoint.size;
}

async function verify(bundle: string, options: VerifyOptions): Promise<void> {
  const { witness, tsaCa, labels, key, replay, json } = options;
  // Exit code 1 means faults in the log, so what goes wrong before is 2.
  process.exitCode = 2;
  const files = await openBundle(await givenFile(bundle)).catch((cause: unknown) => {
    throw new AppError('unusable-file', `${bundle} cannot be read as a zip file.`, { cause });
  });
  const given = {
    witnesses: await givenTexts(witness),
    authorities: (await givenTexts(tsaCa)).flatMap(parseCertificates),
    labels: await Promise.all(labels.map(async (name) => ({ name, file: await givenFile(name) }))),
    key: key === undefined ? undefined : parseVerifierKey(key),
  };
  const workers = startLineWorkers();
  const verification = await verifyBundle(files, {
    ...given,
    replay,
    sha256: nodeSha256,
    checkLines: workers.check,
    onProgress: json ? undefined : progressText(),
  }).finally(() => workers.stop());
  const outcome = outcomeOf(verification);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ outcome, ...verification, counts: Object.fromEntries(verification.counts) })}\n`,
    );
  else process.stdout.write(`${tellVerification(verification).join('\n')}\n`);
  process.exitCode = EXIT_CODES[outcome];
}

/** Resolves when the bytes are on their way; rejects when the reader has gone (a closed pipe) or the disk is full. */
function write(target: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    target.once('error', reject);
    target.write(bytes, (error) => {
      target.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
