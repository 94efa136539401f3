import { Bot, X } from 'lucide-react';
import { IconButton } from '../ui/IconButton.tsx';

export interface StartChipProps {
  /** 'model v3' */
  readonly model: string;
  readonly isDisabled: boolean;
  readonly onRemove: () => void;
}

/** What a segmentation starts from, beside the scribbles. */
export function StartChip({ model, isDisabled, onRemove }: StartChipProps) {
  return (
    <div className="flex items-center gap-1.5 rounded-md bg-machine-dim py-0.5 pr-0.5 pl-2 text-xs text-machine">
      <Bot className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">Starts from {model}</span>
      <IconButton
        size="sm"
        label="Start from scribbles alone"
        icon={<X className="size-3.5" />}
        disabled={isDisabled}
        onClick={onRemove}
      />
    </div>
  );
}
