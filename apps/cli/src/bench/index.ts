import { audit } from './audit.ts';
import { brush } from './brush.ts';
import { fold } from './fold.ts';
import { history } from './history.ts';
import { learn } from './learn.ts';
import { log } from './log.ts';
import { loop } from './loop.ts';
import { open } from './open.ts';
import { predict } from './predict.ts';
import type { Bench } from './report.ts';
import { search } from './search.ts';
import { segment } from './segment.ts';
import { sync } from './sync.ts';
import { train } from './train.ts';

/** Every benchmark by name. A new one is a file here, named like the benchmark, and a line here. */
export const BENCHES = {
  audit,
  brush,
  fold,
  history,
  learn,
  log,
  loop,
  open,
  predict,
  search,
  segment,
  sync,
  train,
} as const satisfies Record<string, Bench>;
