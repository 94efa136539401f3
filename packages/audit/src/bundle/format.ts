import { fields } from '@scholia/domain';
import { z } from 'zod';

// What is in a bundle, a zip file. Everything in it is text or has its SHA-256 as its name, or is named in the manifest with it.

export const FORMAT = 'scholia-audit/1';

export const FILES = {
  manifest: 'manifest.json',
  /** A line for each event, in order of position: {"event": RFC 8785 bytes, "hash": hex}. */
  events: 'events.jsonl',
  /** 32 bytes for each subtree that stands between the events of the bundle (`gapsBetween`), from left to right. */
  gaps: 'gaps.bin',
  /** A line for each signed note, in order of size: {"size", "note"}. */
  checkpoints: 'checkpoints.jsonl',
  /** A line for each time stamp: {"size", "url", "token": base64}. */
  anchors: 'anchors.jsonl',
  verifier: 'verify.mjs',
  page: 'verify.html',
  readme: 'README.txt',
  /** What happened, for people: made from the events, and no evidence itself. */
  report: 'report.html',
} as const;

export const blobFile = (digest: string) => `blobs/${digest}`;
/** The labels of a submitted reading as they are handed out: NIfTI, with image's affine. */
export const labelsFile = (readingId: string, position: string) => `labels/${readingId}-${position}.nii`;
export const schemaFile = (type: string, version: number) => `schemas/${type}.v${version}.json`;

export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Names the log: as its checkpoints do. */
  origin: z.string().min(1).max(200),
  /** What it is about; nulls for the whole log. */
  projectId: fields.projectId.nullable(),
  readingId: fields.readingId.nullable(),
  /** Positions that were asked for, both inclusive. */
  from: fields.position,
  to: fields.position,
  /** All events of from..to, or only those that concern the project or reading and who may do what. */
  isWhole: z.boolean(),
  madeAt: z.iso.datetime(),
  /** SHA-256 of each file that is not named by it. */
  files: z.record(z.string(), fields.digest),
});
export type Manifest = z.output<typeof manifestSchema>;

export const checkpointLine = z.strictObject({ size: z.int().positive(), note: z.string() });
export const anchorLine = z.strictObject({ size: z.int().positive(), url: z.string(), token: fields.base64 });
export function eventLineOf(canonical: string, hash: string): string {
  return `{"event":${canonical},"hash":"${hash}"}\n`;
}

const [HEAD, MIDDLE, TAIL] = ['{"event":', ',"hash":"', '"}'] as const;
const HEX = /^[0-9a-f]{64}$/;
/** How many characters, and bytes, of a line come before and after the event's own. */
export const BEFORE_EVENT = HEAD.length;
export const AFTER_EVENT = MIDDLE.length + 64 + TAIL.length;

/** Undefined when the line has another form. */
export function readEventLine(line: string): { readonly canonical: string; readonly hash: string } | undefined {
  const end = line.length - AFTER_EVENT;
  const hash = line.slice(-64 - TAIL.length, -TAIL.length);
  return line.startsWith(HEAD) && line.startsWith(MIDDLE, end) && line.endsWith(TAIL) && HEX.test(hash)
    ? { canonical: line.slice(BEFORE_EVENT, end), hash }
    : undefined;
}
