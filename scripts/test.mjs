// `npm test`: installs what is missing, then lint, types, build, unit and database tests, and browser journeys.
// Ends with one line, "N passed, N failed", and exits with 0 only when nothing failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensureInstalled, root } from './bootstrap.mjs';
import { ensureBrowser } from './browser.mjs';

checkNode();
ensureInstalled();
const reports = mkdtempSync(join(tmpdir(), 'scholia-test-'));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', TURBO_TELEMETRY_DISABLED: '1' };

function step(name, command, args, extra = {}) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...env, ...extra } });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`);
  return status === 0;
}

/** One check that is not a list of tests counts as one test. */
const check = (...step_) =>
  step(...step_) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

function counted(ok, read) {
  try {
    const counts = read();
    return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch (error) {
    console.error(`no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const readJson = (file) => JSON.parse(readFileSync(join(reports, file), 'utf8'));

function unitTests() {
  const file = join(reports, 'vitest.json');
  const ok = step('unit, property, database and socket tests', 'npx', [
    ...['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  ]);
  return counted(ok, () => {
    const report = readJson('vitest.json');
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
  });
}

function browserTests(chromium) {
  const ok = step('browser journeys', 'npx', ['playwright', 'test', '--reporter=list,json'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'playwright.json'),
  });
  return counted(ok, () => {
    const { expected, unexpected, flaky, skipped } = readJson('playwright.json').stats;
    return { passed: expected + flaky, failed: unexpected, skipped };
  });
}

const totals = [
  check('lint', 'npx', ['biome', 'check', '.']),
  check('types', 'npx', ['tsc', '--noEmit']),
  // Before the tests: some start the whole installation.
  check('build', 'npx', ['turbo', 'run', 'build', '--output-logs=errors-only']),
  unitTests(),
];
try {
  totals.push(browserTests(await ensureBrowser()));
} catch (error) {
  console.error(error.message);
  totals.push({ passed: 0, failed: 1, skipped: 0 });
}
rmSync(reports, { recursive: true, force: true });
const sum = (key) => totals.reduce((total, counts) => total + counts[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exit(sum('failed') === 0 ? 0 : 1);
