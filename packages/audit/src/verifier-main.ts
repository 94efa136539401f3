// The verifier as a program of its own: built into one file, verify.mjs, for plain Node.
import { hash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseVerifierKey } from '@scholia/ledger';
import { openBundle } from './verify/bundle-files.ts';
import { EXIT_CODES, outcomeOf, tellVerification } from './verify/tell.ts';
import { verifyBundle } from './verify/verify.ts';

const USAGE = `node verify.mjs BUNDLE.zip [--witness CHECKPOINT]... [--tsa-ca PEM]... [--key KEY] [--no-replay]
Exit code: 0 intact, 1 faults, 2 cannot be read, 3 intact but not witnessed to the end.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      witness: { type: 'string', multiple: true },
      'tsa-ca': { type: 'string', multiple: true },
      key: { type: 'string' },
      'no-replay': { type: 'boolean' },
    },
  });
  if (positionals.length !== 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  const verification = await verifyBundle(await openBundle(await openAsBlob(positionals[0])), {
    witnesses: await Promise.all((values.witness ?? []).map((file) => readFile(file, 'utf8'))),
    tsaRoots: await Promise.all((values['tsa-ca'] ?? []).map((file) => readFile(file, 'utf8'))),
    key: values.key === undefined ? undefined : parseVerifierKey(values.key),
    replay: values['no-replay'] !== true,
    sha256: (...parts) => hash('sha256', parts.length === 1 ? parts[0] : Buffer.concat(parts), 'buffer'),
  });
  process.stdout.write(`${tellVerification(verification).join('\n')}\n`);
  return EXIT_CODES[outcomeOf(verification)];
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
