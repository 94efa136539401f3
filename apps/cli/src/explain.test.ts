import { readFileSync } from 'node:fs';
import { AppError } from '@scholia/core';
import { connect } from '@scholia/db';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';

const thrownBy = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('explain', () => {
  it('gives what we foresaw as it was said', () => {
    expect(explain(new AppError('not-found', 'There is no project "x".'))).toBe('There is no project "x".');
  });

  it('says what to do when the database is away', async () => {
    const sql = connect('postgres://scholia_app:x@127.0.0.1:9/scholia', { max: 1 });
    const text = explain(await thrownBy(() => sql`select 1`));
    await sql.end();
    expect(text).toMatch(/^The database cannot be reached \(ECONNREFUSED\)\..*DATABASE_URL/);
  });

  it('names a file that cannot be used, and does not take it for the database', async () => {
    const text = explain(await thrownBy(() => readFileSync('/nowhere/labels.json')));
    expect(text).toBe("ENOENT: no such file or directory, open '/nowhere/labels.json'");
  });

  it('says that the disk is full, whatever was being written', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(explain(full)).toMatch(/disk is full/);
    expect(explain(Object.assign(new Error('could not extend file'), { code: '53100' }))).toMatch(/disk.*is full/);
  });

  it('shows where a bug is', () => {
    expect(explain(new Error('bug: impossible'))).toMatch(/bug: impossible\n.*explain\.test\.ts/);
  });
});
