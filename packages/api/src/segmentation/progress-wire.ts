import { EventEmitter, on } from 'node:events';
import { type Listener, listenTo, type Sql } from '@scholia/db';
import { fields } from '@scholia/domain';
import { z } from 'zod';

const CHANNEL = 'scholia_segmentation_progress';

const segmentationProgress = z.object({
  /** What is being done, as the method calls it; 'image' while image and labels are read. */
  stage: fields.code,
  /** Of the stage, 0 to 1, where that is known. */
  share: fields.fraction.optional(),
});
export type SegmentationProgress = Readonly<z.output<typeof segmentationProgress>>;

const notice = segmentationProgress.extend({ requestId: fields.plainId });

/**
 * How far segmentations are, from the workers to those who wait, by NOTIFY: told, never kept, since nobody asks afterwards.
 * What is told while nobody follows is lost, so a worker says it again and again. One LISTEN connection for all who wait in
 * this process, opened with the first and closed with the last.
 */
export class ProgressWire {
  readonly #sql: Sql;
  readonly #heard = new EventEmitter().setMaxListeners(0);
  #listener: Listener | undefined;
  #followers = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async tell(requestId: string, { stage, share }: SegmentationProgress): Promise<void> {
    await this.#sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ requestId, stage, share })})`;
  }

  /** Ends only with `signal`, or when the caller leaves the loop. */
  async *follow(
    requestId: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SegmentationProgress, void, undefined> {
    this.#followers += 1;
    this.#listener ??= listenTo(this.#sql, CHANNEL, (said) => {
      const parsed = notice.safeParse(said && JSON.parse(said));
      if (!parsed.success) return;
      const { requestId, ...progress } = parsed.data;
      this.#heard.emit(requestId, progress);
    });
    try {
      for await (const [progress] of on(this.#heard, requestId, { signal })) yield progress as SegmentationProgress;
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      this.#followers -= 1;
      if (this.#followers === 0) await this.close();
    }
  }

  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.stop();
  }
}
