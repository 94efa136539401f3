import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadingId } from '@scholia/core';
import { checkHardening, connect, destroyCluster, migrate, startEmbeddedPostgres } from '@scholia/db';
import { streams } from '@scholia/domain';
import { verifyChain } from '@scholia/ledger';
import { describe, expect, it } from 'vitest';
import { EventStore } from './index.ts';
import { clock, newId, operation, random } from './testing.ts';

const DEBIAN = '/usr/lib/postgresql';
/** Versions that Debian's packages have put here; none on other systems, and then there is nothing to test. */
const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((version) => Number(version) >= 15) : [];

describe.runIf(versions.length > 0)('a stock Postgres', () => {
  it.each(versions)('version %s: migrates, appends, delivers and refuses as the embedded one does', async (version) => {
    const folder = mkdtempSync(join(tmpdir(), 'scholia-stock-'));
    chmodSync(folder, 0o755);
    const dataDir = join(folder, 'postgres');
    try {
      const server = await startEmbeddedPostgres({ dataDir, binaries: join(DEBIAN, version, 'bin') });
      await migrate(server.url, { appUrl: server.appUrl });
      const sql = connect(server.appUrl, { max: 2 });
      const store = new EventStore(sql, { logId: 'main', clock, random });
      expect(await checkHardening(sql)).toEqual([]);
      const id = newId<ReadingId>();
      for (const counter of [0, 1]) {
        await store.transact(async (tx) =>
          tx.append({ streamId: streams.reading(id), events: [operation(id, counter), operation(id, counter)] }),
        );
      }
      const seen: bigint[] = [];
      for await (const event of store.subscribe({ after: 0n })) if (seen.push(event.position) === 4) break;
      expect(seen).toEqual([1n, 2n, 3n, 4n]);
      expect(verifyChain(await store.read({ after: 0n, limit: 10 }))).toEqual([]);
      await expect(sql`delete from events`).rejects.toMatchObject({ code: '42501' });
      await store.close();
      await sql.end();
    } finally {
      await destroyCluster(dataDir);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
