import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Scholia', template: '%s · Scholia' },
  description: 'Label 3D medical images together, with models that learn while you work.',
};

export const viewport: Viewport = { themeColor: '#0c0d0f', colorScheme: 'dark' };

/** Every page depends on who asks. */
export const dynamic = 'force-dynamic';

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
