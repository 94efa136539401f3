// The verifier as a program of its own: built into one file, verify.mjs, for plain Node.
import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { parseVerifierKey } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { givenFile, givenTexts } from './given-files.ts';
import { openBundle } from './verify/bundle-files.ts';
import { EXIT_CODES, outcomeOf, tellVerification } from './verify/tell.ts';
import { parseCertificates } from './verify/time-stamp.ts';
import { verifyBundle } from './verify/verify.ts';
import { serveLineChecks, startLineWorkers } from './workers/line-workers.ts';

const USAGE = `node verify.mjs BUNDLE.zip [--witness CHECKPOINT]... [--tsa-ca CERTIFICATES.pem]... [--labels FILE.nii.gz]... [--key KEY] [--no-replay]
Exit code: 0 intact, 1 faults, 2 cannot be read, 3 intact but not witnessed to the end.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      witness: { type: 'string', multiple: true },
      'tsa-ca': { type: 'string', multiple: true },
      labels: { type: 'string', multiple: true },
      key: { type: 'string' },
      'no-replay': { type: 'boolean' },
    },
  });
  if (positionals.length !== 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  const workers = startLineWorkers(new URL(import.meta.url));
  try {
    const verification = await verifyBundle(await openBundle(await givenFile(positionals[0])), {
      witnesses: await givenTexts(values.witness),
      authorities: (await givenTexts(values['tsa-ca'])).flatMap(parseCertificates),
      labels: await Promise.all((values.labels ?? []).map(async (name) => ({ name, file: await givenFile(name) }))),
      key: values.key === undefined ? undefined : parseVerifierKey(values.key),
      replay: values['no-replay'] !== true,
      sha256: nodeSha256,
      checkLines: workers.check,
    });
    process.stdout.write(`${tellVerification(verification).join('\n')}\n`);
    return EXIT_CODES[outcomeOf(verification)];
  } finally {
    await workers.stop();
  }
}

if (isMainThread) {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  });
} else serveLineChecks();
