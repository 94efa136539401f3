'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: string;
  /** When false, neither Escape nor a click beside it closes the dialog. (Default: true) */
  readonly isDismissible?: boolean;
}

export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  width = 'max-w-md',
  isDismissible = true,
}: DialogProps) {
  const guard = (event: Event) => {
    if (!isDismissible) event.preventDefault();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/60 backdrop-blur-[2px]" />
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center p-4">
          <Radix.Content
            onEscapeKeyDown={guard}
            onInteractOutside={guard}
            {...(description ? {} : { 'aria-describedby': undefined })}
            className={cx(
              'pointer-events-auto relative flex max-h-[85dvh] w-full animate-enter flex-col rounded-xl bg-panel shadow-float outline-none',
              width,
            )}
          >
            <header className="flex items-start gap-3 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1 pr-8">
                <Radix.Title className="text-lg font-semibold text-ink">{title}</Radix.Title>
                {description ? (
                  <Radix.Description className="mt-1 text-sm text-soft">{description}</Radix.Description>
                ) : null}
              </div>
            </header>
            {children ? <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div> : null}
            {footer ? (
              <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
            ) : null}
            {/* Last, so that the keyboard starts in the dialog's content. */}
            {isDismissible ? (
              <Radix.Close
                aria-label="Close"
                className="absolute top-3 right-3 grid size-8 place-items-center rounded-md text-soft hover:bg-raised hover:text-ink"
              >
                <X className="size-4" />
              </Radix.Close>
            ) : null}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
