import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // What runs in the browser exports TypeScript source. The backend stays outside: see src/server/runtime.ts.
  transpilePackages: [
    '@scholia/collab',
    '@scholia/core',
    '@scholia/domain',
    '@scholia/geometry',
    '@scholia/segmentation',
    '@scholia/tools',
    '@scholia/viewer',
    '@scholia/volume',
  ],
  // One copy for the pages and the sync server beside them, or each calls the other's documents foreign.
  serverExternalPackages: ['yjs'],
  // TypeScript 7 has no compiler API for Next to call: `npm run typecheck` at the root checks this app too.
  typescript: { ignoreBuildErrors: true },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Referrer-Policy', value: 'same-origin' },
        ],
      },
    ];
  },
};

export default config;
