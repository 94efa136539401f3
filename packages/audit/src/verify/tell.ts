import type { Verification } from './verify.ts';

/** How it ended, and the exit code that says so. */
export type Outcome = 'intact' | 'faulty' | 'unwitnessed';
export const EXIT_CODES: Readonly<Record<Outcome, number>> = { intact: 0, faulty: 1, unwitnessed: 3 };

export function outcomeOf({ findings, signedUpTo, witnessedUpTo }: Verification): Outcome {
  if (findings.length > 0 || signedUpTo === 0) return 'faulty';
  return witnessedUpTo < signedUpTo ? 'unwitnessed' : 'intact';
}

/** The result in lines for people. */
export function tellVerification(verification: Verification): string[] {
  const { manifest, events, checkpoints, signedUpTo, witnessedUpTo, anchors, replayedOperations, signatures } =
    verification;
  const lines = [
    `Log      ${manifest?.origin ?? 'unknown'}`,
    `About    ${about(verification)}`,
    `Events   ${events}, under ${checkpoints} checkpoints; signed up to #${signedUpTo}`,
    `Replayed ${replayedOperations} operations`,
    `Signed   ${signatures} signatures of people`,
  ];
  for (const { size, time, url } of anchors.slice(-1))
    lines.push(`Stamped  ${size} events at ${time} by ${url} (check that signature with: openssl ts -verify)`);
  const { findings, counts } = verification;
  for (const { code, message } of findings) lines.push(`FAULT    ${code}: ${message}`);
  for (const [code, count] of counts) {
    const told = findings.filter((finding) => finding.code === code).length;
    if (count > told) lines.push(`FAULT    ${code}: and ${count - told} more of these`);
  }
  switch (outcomeOf(verification)) {
    case 'faulty':
      lines.push(
        signedUpTo === 0
          ? 'NOT PROVEN: no checkpoint that holds covers these events.'
          : 'DAMAGED: see the faults above.',
      );
      break;
    case 'unwitnessed':
      lines.push(
        `INTACT, unwitnessed since #${witnessedUpTo + 1}: nothing was changed without the signing key. That its holder did not rewrite`,
        'what came later, only a checkpoint that you kept can show: give it with --witness.',
      );
      break;
    case 'intact':
      lines.push('INTACT: every signed event is what the witness saw, or was signed on top of it.');
  }
  return lines;
}

function about({ manifest }: Verification): string {
  if (!manifest) return 'unknown';
  const { projectId, readingId, from, to } = manifest;
  const what = readingId ? `reading ${readingId}` : projectId ? `project ${projectId}` : 'the whole log';
  return `${what}, #${from} to #${to}`;
}
