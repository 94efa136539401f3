import { boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

// The tables that are used through Drizzle: those of better-auth, under its own names, and API tokens.

const at = (name: string) => timestamp(name, { withTimezone: true });

export const user = pgTable('user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('emailVerified').notNull().default(false),
  image: text('image'),
  createdAt: at('createdAt').notNull().defaultNow(),
  updatedAt: at('updatedAt').notNull().defaultNow(),
  /** 'admin' acts as an admin in every project, 'auditor' as an auditor. */
  role: text('role', { enum: ['member', 'admin', 'auditor'] })
    .notNull()
    .default('member'),
  /** #rrggbb, of cursors and names. */
  color: text('color').notNull().default('#2563eb'),
});

export const session = pgTable(
  'session',
  {
    id: text('id').primaryKey(),
    expiresAt: at('expiresAt').notNull(),
    token: text('token').notNull().unique(),
    createdAt: at('createdAt').notNull().defaultNow(),
    updatedAt: at('updatedAt').notNull().defaultNow(),
    ipAddress: text('ipAddress'),
    userAgent: text('userAgent'),
    userId: text('userId')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
  },
  (table) => [index('session_by_user').on(table.userId)],
);

export const account = pgTable(
  'account',
  {
    id: text('id').primaryKey(),
    accountId: text('accountId').notNull(),
    providerId: text('providerId').notNull(),
    userId: text('userId')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    accessToken: text('accessToken'),
    refreshToken: text('refreshToken'),
    idToken: text('idToken'),
    accessTokenExpiresAt: at('accessTokenExpiresAt'),
    refreshTokenExpiresAt: at('refreshTokenExpiresAt'),
    scope: text('scope'),
    password: text('password'),
    createdAt: at('createdAt').notNull().defaultNow(),
    updatedAt: at('updatedAt').notNull().defaultNow(),
  },
  (table) => [index('account_by_user').on(table.userId)],
);

export const verification = pgTable(
  'verification',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: at('expiresAt').notNull(),
    createdAt: at('createdAt').notNull().defaultNow(),
    updatedAt: at('updatedAt').notNull().defaultNow(),
  },
  (table) => [index('verification_by_identifier').on(table.identifier)],
);

export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** SHA-256 of the token, hex. The token itself is not kept. */
    hash: text('hash').notNull().unique(),
    createdAt: at('created_at').notNull().defaultNow(),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
  },
  (table) => [index('api_tokens_by_user').on(table.userId)],
);
