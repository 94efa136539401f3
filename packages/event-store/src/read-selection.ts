import type { ImageId, ProjectId, ReadingId } from '@scholia/core';
import type { Sql } from '@scholia/db';
import { type EventType, streams } from '@scholia/domain';

/** The events of a bundle: the whole log, or what is about a project, or a reading, and who may do what. */
export interface Selection {
  readonly projectId?: ProjectId | undefined;
  readonly reading?:
    | { readonly readingId: ReadingId; readonly imageId: ImageId; readonly projectId: ProjectId }
    | undefined;
  /** Positions, both inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  /**
   * Also what came before `from` and it takes to judge the range: rights, keys, and the past of the readings and images in it.
   * (Default: false)
   */
  readonly withPast?: boolean | undefined;
}

/** An event as its bytes. */
export interface LoggedBytes {
  readonly position: bigint;
  /** RFC 8785 text. */
  readonly canonical: string;
  readonly hash: string;
}

/** Who may do what in a project, whatever the bundle is about. */
const POLICY: readonly EventType[] = [
  'ProjectCreated',
  'LabelsChanged',
  'SigningPolicyChanged',
  'RoleGranted',
  'RoleRevoked',
];
const IMAGE: readonly EventType[] = ['ImageImported', 'ImageWithdrawn'];
const PAGE = 2000;
const POSITIONS_PAGE = 20_000;

/** The events of a selection in order of position, page by page. */
export async function* readSelection(sql: Sql, logId: string, selection: Selection): AsyncGenerator<LoggedBytes[]> {
  const pages = paged<{ position: bigint; canonical: Buffer; hash: string }>(sql, logId, selection, {
    columns: sql`position, canonical, encode(hash, 'hex') as hash`,
    size: PAGE,
  });
  for await (const rows of pages)
    yield rows.map(({ position, canonical, hash }) => ({ position, canonical: canonical.toString('utf8'), hash }));
}

/** Where they stand, and nothing else of them. */
export async function* readPositions(sql: Sql, logId: string, selection: Selection): AsyncGenerator<bigint> {
  const pages = paged<{ position: bigint }>(sql, logId, selection, { columns: sql`position`, size: POSITIONS_PAGE });
  for await (const rows of pages) for (const { position } of rows) yield position;
}

async function* paged<Row extends { readonly position: bigint }>(
  sql: Sql,
  logId: string,
  selection: Selection,
  { columns, size }: { readonly columns: ReturnType<Sql>; readonly size: number },
): AsyncGenerator<readonly Row[]> {
  const { projectId, reading, from, to } = selection;
  const everywhere = sql`stream_id = ${streams.log()} or type in ('AdministratorAppointed', 'AuditorAppointed')`;
  const which = reading
    ? sql`and (reading_id = ${reading.readingId} or ${everywhere}
        or (project_id = ${reading.projectId} and type = any(${[...POLICY]}::text[]))
        or (image_id = ${reading.imageId} and type = any(${[...IMAGE]}::text[]))
        or (image_id = ${reading.imageId} and type = 'ProposalOffered' and reading_id is null))`
    : projectId
      ? sql`and (project_id = ${projectId} or ${everywhere})`
      : sql``;
  const past = selection.withPast && from > 1n ? await subjectsOf(sql, logId, selection) : undefined;
  const range = past
    ? sql`and (position >= ${from} or ${everywhere} or type = any(${[...POLICY]}::text[])
        or reading_id = any(${past.readings}::uuid[])
        or (image_id = any(${past.images}::uuid[]) and type = any(${[...IMAGE]}::text[])))`
    : sql`and position >= ${from}`;
  for (let after = 0n; ; ) {
    const rows = await sql<Row[]>`
      select ${columns} from events
      where log_id = ${logId} and position > ${after} and position <= ${to} ${range} ${which} order by position limit ${size}`;
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows[rows.length - 1].position;
  }
}

/** The readings and images that events of the range are about. */
async function subjectsOf(sql: Sql, logId: string, { from, to }: Selection) {
  const ids = async (column: 'reading_id' | 'image_id') => {
    const rows = await sql<{ id: string }[]>`
      select distinct ${sql(column)}::text as id from events
      where log_id = ${logId} and position between ${from} and ${to} and ${sql(column)} is not null`;
    return rows.map(({ id }) => id);
  };
  const [readings, images] = await Promise.all([ids('reading_id'), ids('image_id')]);
  return { readings, images };
}
