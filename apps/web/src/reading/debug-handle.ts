import type { ReadingClient } from '@scholia/collab';
import type { Viewer } from '@scholia/viewer';

/** What browser tests and a developer's console may look at. For reading only: nothing in the app uses it. */
export interface DebugHandle {
  readonly client: ReadingClient | undefined;
  readonly viewer: Viewer | undefined;
}

declare global {
  interface Window {
    __scholia?: DebugHandle | undefined;
  }
}

/** Puts the handle at `window.__scholia` until the returned function is called. */
export function exposeForTests(handle: DebugHandle): () => void {
  window.__scholia = handle;
  return () => {
    window.__scholia = undefined;
  };
}
