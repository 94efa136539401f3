import { bytesToHex, fromBase64, utf8ToBytes } from '@scholia/core';
import { portableSha256, readTimestamp } from '@scholia/ledger';
import { anchorLine, checkpointLine, FILES } from '../bundle/format.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Findings } from './finding.ts';
import { jsonOf } from './json-of.ts';
import { textLines } from './line-check.ts';
import { BadStamp, checkTimeStamp, type StampSigner, type TrustedCertificate } from './time-stamp.ts';
import { TOLERANCE_MS } from './tree-check.ts';

/** A time stamp that holds: somebody has seen the checkpoint of `size` events at that time. */
export interface Anchor extends StampSigner {
  readonly size: number;
  readonly url: string;
}

/** The time stamps of the bundle, in its order; what is wrong with one is a finding. `signedAt`: of a checkpoint, by its size. */
export async function readAnchors(
  files: BundleFiles,
  trusted: readonly TrustedCertificate[],
  signedAt: (size: number) => string | undefined,
  findings: Findings,
): Promise<Anchor[]> {
  const notes = await notesByImprint(files);
  const anchors: Anchor[] = [];
  for await (const batch of files.lines(FILES.anchors) ?? [])
    for (const text of textLines(batch)) {
      const line = anchorLine.safeParse(jsonOf(text));
      const stamp = line.success ? readTimestamp(fromBase64(line.data.token)) : undefined;
      if (!line.success || !stamp) {
        findings.add('anchor', `A line of ${FILES.anchors} is no time stamp.`);
        continue;
      }
      const { size, url, token } = line.data;
      const note = notes.get(stamp.imprint);
      if (note?.size !== size) {
        findings.add('anchor', `A time stamp by ${url} is for no checkpoint of this log.`, String(size));
        continue;
      }
      try {
        const signer = await checkTimeStamp(fromBase64(token), utf8ToBytes(note.text), trusted);
        if (Date.parse(signer.time) < Date.parse(signedAt(size) ?? signer.time) - TOLERANCE_MS)
          findings.add(
            'anchor',
            `The checkpoint of ${size} events says that it was signed after it was stamped.`,
            String(size),
          );
        anchors.push({ ...signer, size, url });
      } catch (error) {
        if (!(error instanceof BadStamp)) throw error;
        findings.add('anchor', `The time stamp of ${size} events by ${url} ${error.message}.`, String(size));
      }
    }
  return anchors;
}

/** The checkpoints of the bundle by the hex of the SHA-256 that is stamped. */
async function notesByImprint(
  files: BundleFiles,
): Promise<Map<string, { readonly size: number; readonly text: string }>> {
  const notes = new Map<string, { readonly size: number; readonly text: string }>();
  for await (const batch of files.lines(FILES.checkpoints) ?? [])
    for (const text of textLines(batch)) {
      const line = checkpointLine.safeParse(jsonOf(text));
      if (!line.success) continue;
      const { size, note } = line.data;
      notes.set(bytesToHex(portableSha256(utf8ToBytes(note))), { size, text: note });
    }
  return notes;
}
