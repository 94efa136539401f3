'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from '../ui/Button.tsx';
import { fileSize } from '../ui/format.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { FollowBar } from './FollowBar.tsx';
import type { Follow } from './use-follow.ts';
import type { Loading } from './use-viewer.ts';

export interface ViewerStageProps {
  readonly stage: RefObject<HTMLDivElement | null>;
  readonly loading: Loading;
  readonly imageName: string;
  readonly follow: Follow;
  /** What lies over the images. */
  readonly children: ReactNode;
}

/** The black in which the images are, and what is there before them. */
export function ViewerStage({ stage, loading, imageName, follow, children }: ViewerStageProps) {
  return (
    <main aria-label={imageName} className="relative min-w-0 flex-1 bg-black">
      <div ref={stage} className="absolute inset-0 overflow-hidden" />
      {follow.leader ? <FollowBar leader={follow.leader} onStop={follow.stop} /> : null}
      {children}
      {loading.status === 'ready' ? null : (
        <div className="absolute inset-0 grid place-items-center bg-black">
          <LoadingNote loading={loading} />
        </div>
      )}
    </main>
  );
}

function LoadingNote({ loading }: { readonly loading: Loading }) {
  switch (loading.status) {
    case 'fetching': {
      const { received, total } = loading;
      return (
        <div className="grid w-56 gap-2 text-center text-xs text-faint">
          <ProgressBar label="Loading the image" value={total === undefined ? undefined : received / total} />
          <span className="numeric">{received === 0 ? 'Loading the image' : `${fileSize(received)} loaded`}</span>
        </div>
      );
    }
    case 'preparing':
      return (
        <div className="grid w-56 gap-2 text-center text-xs text-faint">
          <ProgressBar label="Preparing the views" value={undefined} />
          Preparing the views
        </div>
      );
    case 'failed':
      return (
        <div role="alert" className="grid max-w-xs justify-items-center gap-3 text-center text-sm text-soft">
          <CircleAlert className="size-5 text-warn" aria-hidden="true" />
          {loading.message}
          <Button onClick={() => window.location.reload()}>Reload</Button>
        </div>
      );
    case 'ready':
      return null;
  }
}
