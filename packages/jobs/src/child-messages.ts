import type { ErrorCode } from '@scholia/core';

/** 'person': somebody waits for it. 'batch': it lets those go first. */
export type Urgency = 'person' | 'batch';

export type ToChild<Input> =
  | { readonly type: 'run'; readonly input: Input }
  | { readonly type: 'cancel' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

export type FromChild<Progress, Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string };
