import type { Services } from '@scholia/api/services';
import { type PayloadOf, streams } from '@scholia/domain';

type Fault = PayloadOf<'LogFaultFound'>;

/** Writes a fault into the log, once, and into the lines of this process. */
export async function reportFault(services: Services, payload: Fault): Promise<void> {
  services.log({ message: 'log-fault', fault: payload.fault, position: payload.position });
  await services.events.transact(async (tx) => {
    const streamId = streams.log();
    await tx.lockStream(streamId);
    const known = await services.events.readIn(tx.sql, { after: 0n, limit: 1000, streamId, types: ['LogFaultFound'] });
    if (known.some((event) => event.type === 'LogFaultFound' && event.payload.message === payload.message)) return;
    const actor = { type: 'system', name: 'notary' } as const;
    tx.append({ streamId, events: [{ type: 'LogFaultFound', payload, actor }] });
  });
}
