import type { Services } from '@scholia/api/services';
import type { Json } from '@scholia/core';
import type { TrainingRunView } from '@scholia/projections';
import type { TrainMessage } from './children/train.ts';
import { appendToRun } from './run-events.ts';

/** Events a second at most while a run goes on, but for validations. */
const PROGRESS_EVERY_MS = 1000;
/** Sentences that a run that fails leaves behind. */
const LOG_LINES = 20;

/** Passes on what the child of a run tells, in its order, and remembers the last of it. */
export class RunReporter {
  readonly #services: Services;
  readonly #run: TrainingRunView;
  readonly #log: string[] = [];
  #toldAt = 0;
  #told: Promise<void> = Promise.resolve();

  constructor(services: Services, run: TrainingRunView) {
    this.#services = services;
    this.#run = run;
  }

  /** The last sentences, oldest first. */
  get log(): readonly string[] {
    return this.#log;
  }

  say(line: string): void {
    this.#log.push(line.slice(0, 200));
    if (this.#log.length > LOG_LINES) this.#log.shift();
  }

  hear(message: TrainMessage): void {
    if (message.type === 'said') this.say(message.line);
    else if (message.type === 'planned') this.#planned(message);
    else this.#progressed(message);
  }

  /** Resolves once everything so far is in the log, or lost. */
  async settled(): Promise<void> {
    await this.#told;
  }

  #planned({ plan, reasons, device, provider }: Extract<TrainMessage, { type: 'planned' }>): void {
    for (const { about, text } of reasons) this.say(`Planned ${about}: ${text}`);
    const payload = {
      ...{ runId: this.#run.id, projectId: this.#run.projectId, plan: plan as unknown as Json, reasons },
      device: { provider, ...device },
    };
    this.#append({ type: 'TrainingPlanned', payload });
  }

  #progressed(progress: Extract<TrainMessage, { type: 'progressed' }>): void {
    const { step, steps, epoch, loss, validationDice, scores, etaMs, skipped } = progress;
    const dice = validationDice === null ? '' : `, Dice ${validationDice.toFixed(3)}`;
    this.say(`Step ${step} of ${steps}: loss ${loss.toFixed(3)}${dice}.`);
    const now = this.#services.clock();
    if (now - this.#toldAt < PROGRESS_EVERY_MS && validationDice === null) return;
    this.#toldAt = now;
    const payload = {
      ...{ runId: this.#run.id, projectId: this.#run.projectId, step, steps, epoch: Math.floor(epoch), loss },
      ...{ validationDice, scores, etaMs: Math.round(etaMs), skipped },
    };
    this.#append({ type: 'TrainingProgressed', payload });
  }

  /** These are news, not state: a lost one does no harm. */
  #append(event: Parameters<typeof appendToRun>[2]): void {
    this.#told = this.#told
      .then(() => appendToRun(this.#services, this.#run, event))
      .catch((error: unknown) => this.#services.log({ message: 'progress-lost', why: String(error) }));
  }
}
