export { type BlobStore, FilesystemBlobStore } from './blob-store.ts';
export {
  destroyCluster,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  freePort,
  startEmbeddedPostgres,
} from './embedded/launcher.ts';
export { isMarkAlive, processMark } from './embedded/processes.ts';
export { type Connection, type Environment, environment, readConnection } from './environment.ts';
export { codeOf, faultOf, isConnectionLoss, isRetryable } from './faults.ts';
export { withFileLock } from './file-lock.ts';
export { checkHardening } from './hardening.ts';
export { type Listener, listenTo } from './listen.ts';
export { grantOnDatabase, type Migration, migrate, migrations } from './migrate.ts';
export { newestBase, type ReadingBase, storeBase } from './reading-bases.ts';
export * as schema from './schema.ts';
export {
  allOrCause,
  type ConnectOptions,
  connect,
  type Database,
  drizzle,
  type Queryable,
  type Sql,
  type Statement,
  type TransactionSql,
  type UnderWay,
  urlOf,
} from './sql.ts';
