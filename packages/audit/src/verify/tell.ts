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
    `Events   ${events}, under ${count(checkpoints, 'checkpoint')}; signed up to #${signedUpTo}`,
    `Replayed ${count(replayedOperations, 'operation')}`,
    `Persons  ${count(signatures, 'signature')} under readings`,
  ];
  const stamp = anchors.findLast(({ distrust }) => distrust === undefined) ?? anchors.at(-1);
  if (stamp) {
    const { size, time, url, authority, distrust } = stamp;
    const trust = distrust === undefined ? 'whom you trust' : distrust;
    lines.push(`Stamped  ${size} events at ${time} by ${url}, signed by ${authority}, ${trust}`);
  }
  for (const { file, submissions } of verification.knownFiles)
    for (const { position, readingId, userId, recordedAt } of submissions)
      lines.push(
        `Labels   ${file} is reading ${readingId} as submitted at #${position} by ${userId ?? 'the system'}, ${recordedAt}, bit for bit`,
      );
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
        'what came later, only a checkpoint that you kept or a time stamp can show: give --witness, or --tsa-ca for whom you trust.',
      );
      break;
    case 'intact':
      lines.push('INTACT: every signed event was there when a witness saw the log.');
  }
  return lines;
}

function about({ manifest }: Verification): string {
  if (!manifest) return 'unknown';
  const { projectId, readingId, from, to } = manifest;
  const what = readingId ? `reading ${readingId}` : projectId ? `project ${projectId}` : 'the whole log';
  return `${what}, #${from} to #${to}`;
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
