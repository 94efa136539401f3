// Many more rounds of what chance decides: property tests, and real processes killed in the middle of strokes.
//   npm run test:soak [-- <rounds> [<seed>]]      (Default: 100 rounds, a seed of the moment)
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const [rounds = '100', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
console.log(`soak: ${rounds} rounds, seed ${seed}. The same again: npm run test:soak -- ${rounds} ${seed}`);
const { status } = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--testTimeout=900000',
    ...['packages/volume', 'packages/collab', 'packages/event-store', 'packages/geometry', 'packages/formats'],
    'apps/cli/test/kill.pg.test.ts',
  ],
  { stdio: 'inherit', env: { ...process.env, SCHOLIA_SOAK_ROUNDS: rounds, SCHOLIA_SOAK_SEED: seed } },
);
console.log(`soak: seed ${seed} ${status === 0 ? 'passed' : 'FAILED'}`);
process.exit(status ?? 1);
