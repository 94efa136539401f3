'use client';

import { Scale } from 'lucide-react';
import { useState } from 'react';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { count } from '../ui/format.ts';
import { useSelected } from '../ui/store.ts';
import { refusalText } from './refusal-text.ts';
import type { OpenReading } from './use-reading.ts';

export interface SetAsideNoticeProps {
  readonly reading: OpenReading;
  /** The reading takes edits now. */
  readonly canRetry: boolean;
}

/** Edits that the server did not take: why, and what to do with them. Nothing is thrown away by one click. */
export function SetAsideNotice({ reading, canRetry }: SetAsideNoticeProps) {
  const refusal = useSelected(reading.state, (state) => state.refusal);
  const [isDiscarding, setDiscarding] = useState(false);
  if (!refusal || refusal.setAside === 0) return null;
  const { what, advice } = refusalText(refusal.code, refusal.setAside, canRetry);
  return (
    <Banner
      icon={<Scale className="size-4 shrink-0" />}
      action={
        isDiscarding ? (
          <div className="flex shrink-0 gap-2">
            <Button
              size="sm"
              autoFocus
              onClick={() => {
                reading.client.dropSetAside();
                setDiscarding(false);
              }}
            >
              Discard {count(refusal.setAside, 'edit')} for good
            </Button>
            <Button size="sm" look="ghost" onClick={() => setDiscarding(false)}>
              Keep
            </Button>
          </div>
        ) : (
          <div className="flex shrink-0 gap-2">
            {canRetry ? (
              <Button size="sm" onClick={() => reading.client.retrySetAside()}>
                Add again
              </Button>
            ) : null}
            <Button size="sm" look="ghost" onClick={() => saveToFile(reading)}>
              Save to a file
            </Button>
            <Button size="sm" look="ghost" onClick={() => setDiscarding(true)}>
              Discard
            </Button>
          </div>
        )
      }
    >
      <span className="font-medium">{what}</span> {advice}
    </Banner>
  );
}

/** The refused operations as they would have been sent (base64 of their binary form), each with the server's reason. */
function saveToFile({ client }: OpenReading): void {
  const content = JSON.stringify({ format: 'scholia-set-aside-1', operations: client.setAside }, null, 2);
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'scholia-edits.json';
  link.click();
  URL.revokeObjectURL(url);
}
