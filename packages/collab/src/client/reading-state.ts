import type { Digest } from '@scholia/core';
import type { RefusalCode } from '../refusal.ts';
import type { ReadingLink } from './reading-link.ts';

/** What a page shows about a reading's connection and safety. A new object whenever something in it changes. */
export interface ReadingState {
  /** 'live': connected and up to date. 'connecting': trying. 'offline': edits are kept here and sent later. */
  readonly connection: 'live' | 'connecting' | 'offline';
  /** Why the server closed for good (4401: sign in again, then `reconnect`), until the next attempt. */
  readonly offline: { readonly code: number; readonly reason: string } | undefined;
  /** False while loading, for those who may only view, and when the reading is closed. */
  readonly writable: boolean;
  readonly notWritableBecause: string | undefined;
  /** Log position up to which the server has told that everything is durable. */
  readonly savedPosition: bigint;
  /** Own operations that are not durable on the server: 0 means "all saved". */
  readonly unsaved: number;
  /** True while unsaved operations survive closing the page. */
  readonly keptLocally: boolean;
  /** The last refusal, and how many operations wait for the person's decision (see `setAside`). */
  readonly refusal: { readonly code: RefusalCode; readonly message: string; readonly setAside: number } | undefined;
  /** True while unacknowledged work is being appended again after a refusal. */
  readonly recovering: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Masks whose voxels are still on their way. */
  readonly missingBlobs: number;
  /** Digests, when the labels here are not the server's although the operations are: a bug, which has been reported. */
  readonly diverged: { readonly here: Digest; readonly server: Digest } | undefined;
  /** Operations that only a newer version of this page can read. */
  readonly unreadable: number;
}

export function computeState(link: ReadingLink): ReadingState {
  const { fold, unreadable } = link.desk.document;
  const writable = link.notWritableBecause === undefined;
  return {
    connection: link.connectionState,
    offline: link.closed,
    writable,
    notWritableBecause: link.notWritableBecause,
    savedPosition: link.durability.position,
    unsaved: link.unsaved,
    keptLocally: link.storage !== undefined,
    refusal: link.refusal && { ...link.refusal, setAside: link.setAside.length },
    recovering: link.isRecovering,
    canUndo: writable && fold.undoable(link.sessions) !== undefined,
    canRedo: writable && fold.redoable(link.sessions) !== undefined,
    missingBlobs: fold.missingBlobs().length,
    diverged: link.diverged,
    unreadable: unreadable.length,
  };
}

export function sameState(a: ReadingState, b: ReadingState): boolean {
  return Object.entries(a).every(([key, value]) => sameValue(value, b[key as keyof ReadingState]));
}

/** Members are scalars or flat objects of scalars. */
function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return Object.entries(a).every(([key, value]) => value === (b as Record<string, unknown>)[key]);
}
