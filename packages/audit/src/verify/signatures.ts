import { bytesToHex, fromBase64, isAppError, utf8ToBytes } from '@scholia/core';
import type { PayloadOf } from '@scholia/domain';
import {
  type Checkpoint,
  encodeVerifierKey,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  type SignedNote,
  signersOf,
  type VerifierKey,
  verifyEd25519,
} from '@scholia/ledger';
import type { Findings } from './finding.ts';

export interface NamedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
  /** As somebody outside gave it. */
  readonly isWitness: boolean;
}

/** Reads a note as a checkpoint; anything else is a finding. */
export function readCheckpoint(text: string, findings: Findings, isWitness: boolean): NamedCheckpoint | undefined {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (note && checkpoint) return { ...checkpoint, note, isWitness };
  findings.add(
    isWitness ? 'witness' : 'checkpoint',
    `This is not a signed checkpoint: ${JSON.stringify(text.slice(0, 80))}`,
  );
  return undefined;
}

/** What the log says of the keys that sign it, and whether each was handed over by the one before. */
export class KeyCheck {
  readonly keys: VerifierKey[] = [];
  readonly #findings: Findings;
  readonly #handovers: { readonly position: string; readonly payload: PayloadOf<'LogKeyAdopted'> }[] = [];

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  next(payload: PayloadOf<'LogKeyAdopted'>, position: string): void {
    try {
      this.keys.push(parseVerifierKey(payload.key));
      this.#handovers.push({ position, payload });
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#findings.add('key', `#${position}: the key that was adopted cannot be read.`, position);
    }
  }

  /** `trusted`: a key that the reader got in another way. */
  async finish(trusted: VerifierKey | undefined): Promise<void> {
    let former: string | undefined;
    for (const { position, payload } of this.#handovers) {
      if (former !== undefined && !(await isEndorsed(former, payload)))
        this.#findings.add(
          'key',
          `#${position}: the key was changed without the signature of the former key.`,
          position,
        );
      former = payload.key;
    }
    if (trusted && !this.keys.some((key) => encodeVerifierKey(key) === encodeVerifierKey(trusted)))
      this.#findings.add('key', `The log was never signed with the key that you gave (${trusted.id}).`);
  }

  /** Whether one of the log's keys signed it. */
  async isSigned({ note }: NamedCheckpoint): Promise<boolean> {
    return (await signersOf(note, this.keys)).length > 0;
  }
}

async function isEndorsed(
  former: string,
  { key, previousKey, endorsement }: PayloadOf<'LogKeyAdopted'>,
): Promise<boolean> {
  if (previousKey !== former || endorsement === null) return false;
  const { publicKey } = parseVerifierKey(former);
  return await verifyEd25519(publicKey, fromBase64(endorsement), utf8ToBytes(`scholia key rotation\n${key}\n`));
}

export const rootText = (root: Uint8Array) => bytesToHex(root).slice(0, 16);
