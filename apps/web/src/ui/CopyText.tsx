'use client';

import { Copy } from 'lucide-react';
import { toast } from 'sonner';
import { IconButton } from './IconButton.tsx';

/** Something long to be quoted: its beginning, and the whole of it to the clipboard. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast.success('Copied');
    } catch {
      toast.error('The browser does not let this page copy. Select the text and copy it by hand.');
    }
  };
  return (
    <span className="flex items-center gap-1">
      <code className="truncate font-mono text-2xs" title={text}>
        {text}
      </code>
      <IconButton size="sm" label={label} icon={<Copy className="size-3" />} onClick={() => void copy()} />
    </span>
  );
}
