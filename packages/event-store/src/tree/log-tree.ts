import { bytesToHex, concatBytes, hexToBytes } from '@scholia/core';
import type { Queryable, Sql } from '@scholia/db';
import {
  type Frontier,
  HASH_BYTES,
  leafHash,
  placeInTile,
  type Subtree,
  TILE_WIDTH,
  type TileAddress,
  TileTree,
} from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';

/** Any number that nothing else in this database locks: "tree" in ASCII. */
const LOCK = 0x74726565n;

/** The Merkle tree over a log as far as it has been built; it follows the log by a second or so. */
export async function loadTree(sql: Queryable, logId: string): Promise<TileTree> {
  const [last] = await sql<{ tile: bigint; bytes: number }[]>`
    select tile, octet_length(hashes) as bytes from log_tiles
    where log_id = ${logId} and level = 0 order by tile desc limit 1`;
  const size = last ? Number(last.tile) * TILE_WIDTH + last.bytes / HASH_BYTES : 0;
  return new TileTree(nodeSha256, size, (address) => readTile(sql, logId, address));
}

/** Undefined when there is no such tile yet. */
export async function readTile(
  sql: Queryable,
  logId: string,
  { level, index }: TileAddress,
): Promise<Uint8Array | undefined> {
  const [row] = await sql<{ hashes: Buffer }[]>`
    select hashes from log_tiles where log_id = ${logId} and level = ${level} and tile = ${index}`;
  return row && new Uint8Array(row.hashes);
}

/**
 * Adds the events' hashes (hex, in order of position, from the tree's own end on) to the tree, in one transaction. False when
 * somebody else has added to it meanwhile: load it again.
 */
export async function growTree(
  sql: Sql,
  logId: string,
  frontier: Frontier,
  hashes: readonly string[],
): Promise<boolean> {
  const before = frontier.size;
  const subtrees = hashes.flatMap((hash) => frontier.append(leafHash(nodeSha256, hexToBytes(hash))));
  return await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    if ((await loadTree(tx, logId)).size !== before) return false;
    const rows = tilesOf(subtrees);
    await tx`
      insert into log_tiles (log_id, level, tile, hashes)
      select ${logId}, t.level, t.tile, decode(t.hashes, 'hex')
      from unnest(${rows.map((row) => String(row.level))}::integer[], ${rows.map((row) => String(row.index))}::bigint[],
                  ${rows.map((row) => bytesToHex(row.hashes))}::text[]) as t (level, tile, hashes)
      on conflict (log_id, level, tile) do update set hashes = log_tiles.hashes || excluded.hashes`;
    return true;
  });
}

/** What each tile gains. */
function tilesOf(subtrees: readonly Subtree[]): (TileAddress & { readonly hashes: Uint8Array })[] {
  const tiles = new Map<string, TileAddress & { readonly parts: Uint8Array[] }>();
  for (const subtree of subtrees) {
    const place = placeInTile(subtree);
    if (!place) continue;
    const key = `${place.level}/${place.index}`;
    const tile = tiles.get(key) ?? { level: place.level, index: place.index, parts: [] };
    tile.parts.push(subtree.hash);
    tiles.set(key, tile);
  }
  return [...tiles.values()].map(({ level, index, parts }) => ({ level, index, hashes: concatBytes(...parts) }));
}
