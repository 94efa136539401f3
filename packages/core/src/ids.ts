import type { Brand } from './brand.ts';
import { bytesToHex } from './bytes.ts';
import type { Random } from './random.ts';

export type OrganisationId = Brand<string, 'OrganisationId'>;
export type ProjectId = Brand<string, 'ProjectId'>;
export type ImageId = Brand<string, 'ImageId'>;
export type ReadingId = Brand<string, 'ReadingId'>;
export type UserId = Brand<string, 'UserId'>;
export type ProposalId = Brand<string, 'ProposalId'>;
export type ModelId = Brand<string, 'ModelId'>;
export type TrainingRunId = Brand<string, 'TrainingRunId'>;
export type EventId = Brand<string, 'EventId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Brands a UUID. Throws a plain Error on anything else: callers at a boundary check with `isUuid` or a schema first. */
export function parseId<Id extends Brand<string, string>>(text: string): Id {
  if (!isUuid(text)) throw new Error('an id must be a lower-case UUID');
  return text as Id;
}

/** UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits. Sorts by time of making. */
export function uuidV7(nowMs: number, random: Random): string {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = random.uint32() & 0xff;
  let time = nowMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
