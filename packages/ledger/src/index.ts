export { canonicalEvent, decodeEvent, type Envelope, hashEvent, NO_HASH, storedEvent } from './canonical.ts';
export { Frontier, type Subtree } from './merkle/frontier.ts';
export { leafHash, nodeHash, portableSha256, type Sha256, sameHash } from './merkle/hash.ts';
export { consistencyProof, gapsBetween, inclusionProof, verifyConsistency, verifyInclusion } from './merkle/proofs.ts';
export {
  HASH_BYTES,
  perfectParts,
  placeInTile,
  type ReadTile,
  TILE_WIDTH,
  type TileAddress,
  TileTree,
} from './merkle/tiles.ts';
export { type Checkpoint, checkpointText, parseCheckpoint } from './note/checkpoint.ts';
export {
  encodeVerifierKey,
  newSigningKey,
  parseNote,
  parseVerifierKey,
  type SignedNote,
  type Signer,
  signerOf,
  signersOf,
  signNote,
  type VerifierKey,
  verifyEd25519,
} from './note/note.ts';
export { readTimestamp, type Timestamp, timestampRequest } from './timestamp/timestamp.ts';
export { ChainCheck, type ChainFault, type ReadEvent, readCanonicalEvent, verifyChain } from './verify-chain.ts';
