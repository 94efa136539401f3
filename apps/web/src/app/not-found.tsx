import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '../ui/EmptyState.tsx';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<SearchX className="size-5" />}
        title="Not found"
        action={
          <Link href="/" className="text-sm font-medium text-accent hover:text-accent-bright">
            Go to your projects
          </Link>
        }
      >
        There is no such page, or it is not shared with you. Ask a project admin for access if you expected to see it.
      </EmptyState>
    </main>
  );
}
