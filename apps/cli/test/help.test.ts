import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { BENCHES } from '../src/bench/index.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 240_000 });

const namesIn = (folder: string, except: readonly string[]) =>
  readdirSync(fileURLToPath(new URL(join('../src', folder), import.meta.url)), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !except.includes(entry.name))
    .map(({ name }) => name.replace(/\.ts$/, ''))
    .sort();

describe('registries', () => {
  it('hold every command and every benchmark', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual(namesIn('commands', ['index.ts']));
    expect(Object.keys(BENCHES).sort()).toEqual(namesIn('bench', ['children.ts', 'index.ts', 'report.ts']));
  });

  it('describe every command and every option', async () => {
    for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
      const root = new Command(name).description(summary);
      (await load())(root);
      for (const command of [root, ...root.commands]) {
        expect(command.description(), `${name} ${command.name()}`).not.toBe('');
        for (const option of command.options) expect(option.description, option.flags).not.toBe('');
      }
    }
  });
});

describe('scholia --help', () => {
  it('lists the commands, and explains each with its own --help', async () => {
    const all = await runCli(['--help']);
    expect(all.code).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(all.out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(await runCli(['bench', 'loop', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--images <folder>'),
    });
    expect(await runCli(['help', 'worker'])).toMatchObject({ code: 0, out: expect.stringContaining('inference') });
  });

  it('ends with 1 for a command or option that it does not know', async () => {
    const unknown = await runCli(['frobnicate']);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('--help tells more');
    expect((await runCli(['bench', 'log', '--speed'])).code).toBe(1);
  });
});
