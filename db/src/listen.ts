import postgres from 'postgres';
import { type Sql, urlOf } from './sql.ts';

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Calls `wake` at each NOTIFY on `channel`, with what was said, and once without after each (re)connection, since whatever
 * was notified while the connection was away is lost. Survives restarts of Postgres, which the client's own listen() does not: it gives up
 * when its first attempt to reconnect fails.
 */
export function listenTo(sql: Sql, channel: string, wake: (said?: string) => void): Listener {
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let client: postgres.Sql | undefined;

  const open = () => {
    let closed = false;
    const reopen = () => {
      if (closed) return;
      closed = true;
      client?.end({ timeout: 0 }).catch(() => undefined);
      if (!stopped) retry = setTimeout(open, 200);
    };
    const options = {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      connect_timeout: 10,
      onnotice: () => undefined,
      onclose: reopen,
      // Not in the client's types, but what its own listen() is built on.
      onnotify: (_channel: string, said: string) => wake(said),
      connection: { application_name: 'scholia-listen' },
    };
    client = postgres(urlOf(sql), options);
    client.unsafe(`listen ${channel}`).then(() => wake(), reopen);
  };

  open();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(retry);
      await client?.end({ timeout: 1 });
    },
  };
}
