export { AppError, isAppError } from './app-error.ts';
export { assert, assertNever, must } from './assert.ts';
export type { Brand } from './brand.ts';
export {
  bytesToHex,
  concatBytes,
  type Digest,
  digestOf,
  fromBase64,
  hexToBytes,
  isDigest,
  sha256,
  toBase64,
  utf8ToBytes,
} from './bytes.ts';
export { canonicalJson, isCanonicalJson, type Json } from './canonical-json.ts';
export { type Clock, systemClock } from './clock.ts';
export { ERROR_CODES, type ErrorCode, type ErrorRow } from './error-codes.ts';
export {
  type EventId,
  type ImageId,
  isUuid,
  type ModelId,
  type OrganisationId,
  type ProjectId,
  type ProposalId,
  parseId,
  type ReadingId,
  type TrainingRunId,
  type UserId,
  uuidV7,
} from './ids.ts';
export { type Random, seededRandom, systemRandom } from './random.ts';
