import { bytesToHex, fromBase64, utf8ToBytes } from '@scholia/core';
import { readTimestamp, type Sha256 } from '@scholia/ledger';
import { certificatesOf, verifyTimestamp } from '@scholia/ledger/verify-timestamp';
import { anchorLine, checkpointLine, FILES, jsonOf } from '../bundle/format.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Findings } from './finding.ts';
import { textLines } from './line-check.ts';
import type { NamedCheckpoint } from './signatures.ts';

/** Somebody outside stamped the checkpoint of that size: these events were there at that time. */
export interface Anchor {
  readonly size: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly url: string;
  /** Subject of the certificate that signed the stamp. */
  readonly signer: string;
  /** That certificate leads to one that the reader trusts. */
  readonly isTrusted: boolean;
}

/** The clocks of the log and of who stamps may differ by this much. */
const TOLERANCE_MS = 5 * 60_000;

/** Reads and checks every time stamp of a bundle. `roots`: PEM files of the authorities that the reader trusts. */
export async function readAnchors(
  files: BundleFiles,
  checkpoints: readonly NamedCheckpoint[],
  { roots, sha256 }: { readonly roots: readonly string[]; readonly sha256: Sha256 },
  findings: Findings,
): Promise<Anchor[]> {
  const trusted = roots.flatMap(certificatesOf);
  const notes = await notesByImprint(files, sha256);
  const found: Anchor[] = [];
  for await (const batch of files.lines(FILES.anchors) ?? [])
    for (const text of textLines(batch)) {
      const parsed = anchorLine.safeParse(jsonOf(text));
      const token = parsed.success ? fromBase64(parsed.data.token) : undefined;
      const stamp = token && readTimestamp(token);
      const stamped = stamp && notes.get(stamp.imprint);
      if (!parsed.success || !token || !stamp || stamped?.size !== parsed.data.size) {
        findings.add('anchor', `A time stamp of ${FILES.anchors} is for no checkpoint of this log.`);
        continue;
      }
      const { size, note } = stamped;
      const verdict = await verifyTimestamp(token, utf8ToBytes(note), trusted);
      if (verdict.type === 'Bad') {
        findings.add(
          'anchor',
          `The time stamp of the checkpoint of ${size} events does not hold: ${verdict.why}.`,
          String(size),
        );
        continue;
      }
      const signedAt = checkpoints.find((one) => one.size === size)?.signedAt ?? stamp.time;
      if (Date.parse(stamp.time) < Date.parse(signedAt) - TOLERANCE_MS)
        findings.add(
          'anchor',
          `The checkpoint of ${size} events says that it was signed at ${signedAt}, after it was stamped at ${stamp.time}.`,
          String(size),
        );
      const { signer, type } = verdict;
      found.push({ size, time: stamp.time, url: parsed.data.url, signer, isTrusted: type === 'Trusted' });
    }
  return found;
}

/** The notes that can be stamped, by the hash that a stamp names. */
async function notesByImprint(files: BundleFiles, sha256: Sha256) {
  const notes = new Map<string, { readonly size: number; readonly note: string }>();
  for await (const batch of files.lines(FILES.checkpoints) ?? [])
    for (const text of textLines(batch)) {
      const parsed = checkpointLine.safeParse(jsonOf(text));
      if (parsed.success) notes.set(bytesToHex(sha256(utf8ToBytes(parsed.data.note))), parsed.data);
    }
  return notes;
}
