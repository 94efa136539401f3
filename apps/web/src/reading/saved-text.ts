/** What is known about the safety of one's own edits. */
export interface SaveFacts {
  readonly connection: 'live' | 'connecting' | 'offline';
  readonly savedPosition: bigint;
  /** Own operations that no commit covers yet. */
  readonly unsaved: number;
  readonly writable: boolean;
  /** Unsaved operations survive closing the page. */
  readonly keptLocally: boolean;
}

export interface SavedText {
  readonly tone: 'ok' | 'busy' | 'warn';
  readonly text: string;
}

const edits = (n: number) => (n === 1 ? '1 edit' : `${n} edits`);

/** Says "saved" only for what the server has committed, and where everything else is. */
export function savedText({ connection, savedPosition, unsaved, writable, keptLocally }: SaveFacts): SavedText {
  const kept = keptLocally ? 'kept in this browser' : 'kept only while this page is open';
  const saved = savedPosition > 0n ? `Saved at #${savedPosition}` : 'Nothing to save yet';
  if (connection === 'offline') {
    return unsaved === 0
      ? { tone: 'warn', text: `Offline · ${savedPosition > 0n ? saved : 'no edits waiting'}` }
      : { tone: 'warn', text: `Offline · ${edits(unsaved)} unsaved, ${kept}` };
  }
  if (connection === 'connecting') {
    return unsaved === 0
      ? { tone: 'busy', text: 'Connecting…' }
      : { tone: 'warn', text: `Reconnecting · ${edits(unsaved)} unsaved, ${kept}` };
  }
  if (unsaved > 0) {
    return writable
      ? { tone: 'busy', text: `Saving ${edits(unsaved)}…` }
      : { tone: 'warn', text: `${edits(unsaved)} unsaved, ${kept}` };
  }
  return { tone: 'ok', text: saved };
}
