export { changesInBlob } from './blob-content.ts';
export {
  type CheckedEntry,
  checkUpdate,
  MAX_SHAPE_COST,
  patchProblem,
  type UpdateContext,
  type UpdateVerdict,
} from './check-update.ts';
export { fitStroke } from './client/fit-stroke.ts';
export { ReadingClient, type ReadingClientOptions, type WriteOptions } from './client/reading-client.ts';
export type { ReadingState } from './client/reading-state.ts';
export type { SetAsideOperation } from './client/reading-storage.ts';
export { type ContestedRegion, contestedRegions, type LoggedEntry } from './contested.ts';
export {
  appendOperation,
  decodeEntries,
  entriesOf,
  entriesOfTransaction,
  entriesOfUpdate,
  OPS,
  operationAt,
  type RawEntry,
  type ReadEntries,
  rawEntriesFrom,
  rawEntriesOf,
} from './document.ts';
export { type Blame, type ChangedBricks, Fold, type FoldOptions } from './fold.ts';
export { foldAll } from './fold-all.ts';
export { coversBase, decodeFoldBase, encodeFoldBase, type FoldBase } from './fold-base.ts';
export {
  type ClientNotice,
  committedNotice,
  decodeNotice,
  encodeBlobMessage,
  encodeClientNotice,
  encodeNotice,
  MESSAGE_BLOB,
  MESSAGE_SCHOLIA,
  readClientNotice,
  readNotice,
  type ServerNotice,
  stateVectorOf,
} from './notice.ts';
export {
  blobNeededBy,
  type ClearPromptsOperation,
  type Layer,
  MAX_INLINE_PATCH,
  type MarkerOperation,
  type MaskOperation,
  type MaskSource,
  type Operation,
  type OperationEntry,
  type OperationId,
  type OverwritePolicy,
  PATCH_TOOLS,
  type PatchOperation,
  type PatchTool,
  PROMPT_BACKGROUND,
  type StrokeOperation,
} from './operation.ts';
export {
  decodeOperation,
  encodeOperation,
  MAX_LAMPORT,
  MAX_OPERATION_BYTES,
  MAX_POINTS,
  OPERATION_VERSION,
} from './operation-codec.ts';
export { compareEntries, idText, sameId } from './order.ts';
export { type Presence, parsePresence } from './presence.ts';
export { CLICK_RADIUS_UM, isClick, type Prompt, promptsInForce } from './prompts.ts';
export { isRefusalCode, REFUSALS, type RefusalCode } from './refusal.ts';
export { type VoxelWrite, voxelHistory } from './voxel-history.ts';
