'use client';

import { X } from 'lucide-react';
import { Card } from '../admin/Card.tsx';
import type { LiveEvent } from '../live/LiveEvents.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';

interface EventDetailProps {
  readonly event: LiveEvent;
  readonly onClose: () => void;
  readonly onReading: (readingId: string) => void;
}

/** Everything that the log holds about one event. */
export function EventDetail({ event, onClose, onReading }: EventDetailProps) {
  const { actor, readingId } = event;
  const rows: [string, string | null][] = [
    ['Type', `${event.type}, version ${event.schemaVersion}`],
    ['By', `${actor.name} (${actor.type})`],
    ['Recorded', new Date(event.recordedAt).toLocaleString()],
    ['Happened', event.occurredAt ? new Date(event.occurredAt).toLocaleString() : null],
    ['Stream', `${event.streamId}, version ${event.version}`],
    ['Id', event.eventId],
    ['Hash', event.hash],
  ];
  return (
    <Card
      title={`Event #${event.position}`}
      aside={<IconButton size="sm" label="Close" icon={<X className="size-3.5" />} onClick={onClose} />}
    >
      <div className="grid gap-3 p-4 text-xs">
        <p className="text-sm">{event.sentence}</p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {rows.map(([name, value]) =>
            value === null ? null : (
              <div key={name} className="contents">
                <dt className="text-faint">{name}</dt>
                <dd className="break-all text-soft">{value}</dd>
              </div>
            ),
          )}
        </dl>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-72 overflow-auto rounded-md bg-well p-3 font-mono text-2xs break-all whitespace-pre-wrap text-soft"
        >
          {JSON.stringify(event.payload, null, 2)}
        </pre>
        {readingId ? (
          <Button size="sm" look="ghost" className="justify-self-start" onClick={() => onReading(readingId)}>
            All of this reading
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
