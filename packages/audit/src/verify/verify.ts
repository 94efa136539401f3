import { bytesToHex } from '@scholia/core';
import { upcast } from '@scholia/domain';
import { ChainCheck, HASH_BYTES, portableSha256, type ReadEvent, type Sha256, type VerifierKey } from '@scholia/ledger';
import { checkpointLine, FILES, type Manifest, manifestSchema, readEventLine } from '../bundle/format.ts';
import { type Anchor, readAnchors } from './anchors.ts';
import { AuthorityCheck } from './authority.ts';
import type { BundleFiles } from './bundle-files.ts';
import { checkedLines } from './checked-lines.ts';
import { ExportCheck, type KnownFile, type NamedFile } from './export-check.ts';
import { type Finding, Findings } from './finding.ts';
import { jsonOf } from './json-of.ts';
import { checkLines, LINE, type LineChecker, textLines } from './line-check.ts';
import { ReplayCheck } from './replay.ts';
import { KeyCheck, type NamedCheckpoint, readCheckpoint } from './signatures.ts';
import { SigningCheck } from './signing.ts';
import { StageCheck } from './stages.ts';
import type { TrustedCertificate } from './time-stamp.ts';
import { TreeCheck } from './tree-check.ts';

export interface VerifyOptions {
  /** Notes that somebody outside has kept: checkpoints of this log, of an earlier time. */
  readonly witnesses?: readonly string[];
  /** Files of labels from elsewhere, of which to say which submission each is. */
  readonly labels?: readonly NamedFile[] | undefined;
  /** Whose time stamps count: certificates of time stamping authorities, or of who certifies them. */
  readonly authorities?: readonly TrustedCertificate[] | undefined;
  /** The log's key, if the reader has it from elsewhere. */
  readonly key?: VerifierKey | undefined;
  readonly sha256?: Sha256;
  /** Looks at lines of events by themselves, on other processors for example. (Default: here, one after the other) */
  readonly checkLines?: LineChecker | undefined;
  /** (Default: true) Integrity alone is much faster. */
  readonly replay?: boolean;
  readonly onProgress?: ((what: string) => void) | undefined;
}

export interface Verification {
  readonly manifest: Manifest | undefined;
  readonly events: number;
  /** Events up to here are under a signature. */
  readonly signedUpTo: number;
  /** Events up to here are what somebody outside saw, a witness or a trusted authority that stamps times: beyond, who holds the key could have rewritten them. */
  readonly witnessedUpTo: number;
  readonly checkpoints: number;
  /** Properly signed time stamps of checkpoints. One by an authority that the reader trusts is a witness. */
  readonly anchors: readonly Anchor[];
  readonly replayedOperations: number;
  /** People’s signatures under readings. */
  readonly signatures: number;
  /** Files that the reader brought and that are submissions of the log. */
  readonly knownFiles: readonly KnownFile[];
  readonly findings: readonly Finding[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Followed from their first event in a bundle that is not of the whole log. */
function wholeStreams({ projectId, readingId, from }: Manifest): ((stream: string) => boolean) | undefined {
  if (readingId) return (stream) => stream === `reading-${readingId}` || stream === 'log';
  if (from !== '1') return (stream) => stream === 'log' || stream.startsWith('reading-');
  if (projectId) return (stream) => stream === 'log' || /^(reading|image|project|training)-/.test(stream);
  return undefined;
}

/** Checks a bundle with nothing but what is in it, and what the reader brings. Never throws for what is in the bundle. */
export async function verifyBundle(files: BundleFiles, options: VerifyOptions = {}): Promise<Verification> {
  const { sha256 = portableSha256, onProgress = () => undefined } = options;
  const findings = new Findings();
  const manifest = await readManifest(files, findings, sha256);
  const keys = new KeyCheck(findings);
  const [authority, stages, replay, exported] = [
    new AuthorityCheck(findings),
    new StageCheck(findings),
    new ReplayCheck(sha256, findings),
    new ExportCheck(findings),
  ];
  const signing = new SigningCheck(findings);
  const checkpoints = await readCheckpoints(files, options, manifest, findings);
  const gaps = (await files.bytes(FILES.gaps)) ?? new Uint8Array();
  if (gaps.length % HASH_BYTES !== 0) findings.add('file-malformed', `${FILES.gaps} is cut off.`);
  const isUnbroken = manifest && !manifest.projectId && !manifest.readingId;
  const chain = new ChainCheck(sha256, {
    streams: manifest && wholeStreams(manifest),
    from: isUnbroken ? BigInt(manifest.from) : undefined,
  });
  const tree = new TreeCheck(sha256, gaps, checkpoints, findings);
  let events = 0;
  let line = 0;
  const lines = files.lines(FILES.events);
  if (!lines) findings.add('file-missing', `${FILES.events} is missing.`);
  const check = options.checkLines ?? (async (bytes) => checkLines(bytes, sha256));
  for await (const { texts, faults, leaves } of checkedLines(lines, check)) {
    for (const [n, text] of texts.entries()) {
      line++;
      const read = readEventLine(text);
      if (!read) {
        findings.add('file-malformed', `Line ${line} of ${FILES.events} is not an event.`);
        continue;
      }
      const { canonical, hash } = read;
      const event: ReadEvent | undefined = faults[n] & LINE.canonical ? undefined : JSON.parse(canonical);
      for (const fault of chain.follow(event, hash, !(faults[n] & LINE.hash)))
        if (fault.type !== 'content') findings.add(fault.type, fault.message, String(fault.position));
      if (!event) continue;
      const { position, type, schema } = event;
      events++;
      tree.next(Number(position), leaves.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES), event.recordedAt);
      if (faults[n] & LINE.type) {
        findings.add('schema', `#${position}: no such event: ${type} version ${schema}.`, position);
        continue;
      }
      if (faults[n] & LINE.payload) {
        findings.add('schema', `#${position}: the payload does not fit ${type}.`, position);
        continue;
      }
      const domain = upcast(type, schema, event.payload);
      if (domain.type === 'LogKeyAdopted' && event.actor.type === 'system') keys.next(domain.payload, position);
      authority.next(domain, event);
      stages.next(domain, event);
      signing.next(domain, event);
      exported.next(domain, event);
      if (options.replay !== false) replay.next(domain, event);
    }
    onProgress(`Reading events: ${events}`);
  }
  tree.finish();
  await keys.finish(options.key);
  for (const checkpoint of checkpoints)
    if (!(await keys.isSigned(checkpoint)))
      findings.add(
        checkpoint.isWitness ? 'witness' : 'signature',
        `The checkpoint of ${checkpoint.size} events is not signed with a key of this log.`,
        String(checkpoint.size),
      );
  const anchors = await readAnchors(
    files,
    options.authorities ?? [],
    (size) => checkpoints.find((one) => one.size === size)?.signedAt,
    findings,
  );
  const stamped = anchors.filter(({ size, distrust }) => distrust === undefined && tree.holds(size));
  const signatures = signing.finish(manifest?.to);
  const replayedOperations = await replay.finish(files, onProgress);
  const knownFiles = await exported.finish(options.labels ?? []);
  return {
    manifest,
    events,
    signedUpTo: tree.signedUpTo,
    witnessedUpTo: Math.max(tree.witnessedUpTo, ...stamped.map(({ size }) => size)),
    checkpoints: checkpoints.length,
    anchors,
    replayedOperations,
    signatures,
    knownFiles,
    findings: findings.list,
    counts: findings.counts,
  };
}

async function readManifest(files: BundleFiles, findings: Findings, sha256: Sha256): Promise<Manifest | undefined> {
  const bytes = await files.bytes(FILES.manifest);
  if (!bytes) {
    findings.add('file-missing', `${FILES.manifest} is missing: this is not a bundle of Scholia.`);
    return undefined;
  }
  const parsed = manifestSchema.safeParse(jsonOf(new TextDecoder().decode(bytes)));
  if (!parsed.success) {
    findings.add('file-malformed', `${FILES.manifest} cannot be read: ${parsed.error.issues[0]?.message}.`);
    return undefined;
  }
  for (const [name, digest] of Object.entries(parsed.data.files)) {
    const content = await files.bytes(name);
    if (!content) findings.add('file-missing', `${name} is missing.`);
    else if (bytesToHex(sha256(content)) !== digest) findings.add('file-altered', `${name} was altered.`);
  }
  return parsed.data;
}

/** Those of the bundle and those that the reader brings, in order of size, witnesses last among equals. */
async function readCheckpoints(
  files: BundleFiles,
  { witnesses = [] }: VerifyOptions,
  manifest: Manifest | undefined,
  findings: Findings,
): Promise<NamedCheckpoint[]> {
  const own: NamedCheckpoint[] = [];
  for await (const batch of files.lines(FILES.checkpoints) ?? [])
    for (const text of textLines(batch)) {
      const parsed = checkpointLine.safeParse(jsonOf(text));
      const checkpoint = parsed.success ? readCheckpoint(parsed.data.note, findings, false) : undefined;
      if (!parsed.success || (checkpoint && checkpoint.size !== parsed.data.size))
        findings.add('checkpoint', `${FILES.checkpoints} has a line that is no checkpoint.`);
      else if (checkpoint) own.push(checkpoint);
    }
  const newest = Math.max(0, ...own.map(({ size }) => size));
  const sizes = new Set(own.map(({ size }) => size));
  const outside = witnesses.flatMap((text) => {
    const witness = readCheckpoint(text, findings, true);
    if (!witness) return [];
    if (witness.size > newest) {
      findings.add(
        'witness',
        `The witness saw ${witness.size} events at ${witness.signedAt}, and this log has signed no more than ${newest}: it went back in time, or the bundle is older than the witness.`,
      );
      return [];
    }
    if (manifest && !manifest.isWhole && !sizes.has(witness.size)) {
      findings.add(
        'witness',
        `This bundle has no proof for the ${witness.size} events of the witness: export it with --witness.`,
      );
      return [];
    }
    return [witness];
  });
  const all = [...own, ...outside].sort((a, b) => a.size - b.size || Number(a.isWitness) - Number(b.isWitness));
  for (const { origin, size } of all)
    if (manifest && origin !== manifest.origin)
      findings.add('checkpoint', `The checkpoint of ${size} events is of another log, ${origin}.`, String(size));
  return all;
}
