export { attachSync, isSyncRequest, type PresenceRow, type SyncServer } from './attach.ts';
export { LIMITS } from './limits.ts';
export type { Identity, SyncServices } from './services.ts';
