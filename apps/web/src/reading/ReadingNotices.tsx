'use client';

import { CircleAlert, Lock, MonitorX } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Outputs } from '../client/trpc.ts';
import { conditions } from '../client/use-conditions.ts';
import { Banner } from '../ui/Banner.tsx';
import { useSelected } from '../ui/store.ts';
import { SetAsideNotice } from './SetAsideNotice.tsx';
import type { OpenReading } from './use-reading.ts';
import { useTroubleProbe } from './use-trouble-probe.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface ReadingNoticesProps {
  readonly reading: OpenReading | undefined;
  /** Why there is no reading to open. */
  readonly problem: string | undefined;
  readonly facts: Outputs['readings']['get'] | undefined;
  readonly opened: OpenViewer | undefined;
}

const NOT_SIGNED_IN = 4401;

/** What a person must know about this reading before going on. */
export function ReadingNotices({ reading, problem, facts, opened }: ReadingNoticesProps) {
  return (
    <>
      {problem ? <Banner icon={<CircleAlert className="size-4 shrink-0" />}>{problem}</Banner> : null}
      {facts?.status === 'submitted' ? (
        <Banner tone="neutral" icon={<Lock className="size-4 shrink-0" />}>
          This reading has been submitted and takes no more edits.
          {facts.submission?.heldOut ? ' It is held out: models are measured on it and never learn from it.' : ''}
        </Banner>
      ) : null}
      {reading ? <ReadingTrouble reading={reading} isSubmitted={facts?.status === 'submitted'} /> : null}
      {opened ? <GraphicsNotice opened={opened} /> : null}
    </>
  );
}

function ReadingTrouble({ reading, isSubmitted }: { readonly reading: OpenReading; readonly isSubmitted: boolean }) {
  useTroubleProbe(reading);
  const { offlineCode, connection, writable, because, unreadable, isDiverged } = useSelected(
    reading.state,
    (state) => ({
      offlineCode: state.offline?.code,
      connection: state.connection,
      writable: state.writable,
      because: state.notWritableBecause,
      unreadable: state.unreadable,
      isDiverged: state.diverged !== undefined,
    }),
  );
  useEffect(() => {
    if (offlineCode === NOT_SIGNED_IN) conditions.failed('not-signed-in');
  }, [offlineCode]);
  const isLocked = connection === 'live' && !writable && !isSubmitted && because;
  return (
    <>
      {isLocked ? (
        <Banner tone="neutral" icon={<Lock className="size-4 shrink-0" />}>
          View only: {because}
        </Banner>
      ) : null}
      {isDiverged ? (
        <Banner icon={<CircleAlert className="size-4 shrink-0" />}>
          The labels shown here are not those of the server. This is a fault of Scholia and has been reported; your
          edits are safe. Reload this page.
        </Banner>
      ) : null}
      <SetAsideNotice reading={reading} canRetry={writable} />
      {unreadable > 0 ? (
        <Banner icon={<CircleAlert className="size-4 shrink-0" />}>
          Somebody works with a newer version of Scholia, and not all of their edits can be shown. Reload this page.
        </Banner>
      ) : null}
    </>
  );
}

function GraphicsNotice({ opened }: { readonly opened: OpenViewer }) {
  const [isLost, setLost] = useState(false);
  useEffect(() => opened.viewer.onGraphics((state) => setLost(state === 'lost')), [opened]);
  if (!isLost) return null;
  return (
    <Banner icon={<MonitorX className="size-4 shrink-0" />}>
      The graphics card was lost. Your labels are safe; the images are being drawn again.
    </Banner>
  );
}
