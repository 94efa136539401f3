import { runtime } from '../../../../server/runtime.ts';

async function handler(request: Request): Promise<Response> {
  try {
    return await runtime().services.auth.handle(request);
  } catch {
    // The only thing that throws here is the database not being there.
    const message = 'The database cannot be reached. Try again in a moment.';
    return Response.json({ code: 'database-unavailable', message }, { status: 503 });
  }
}

export { handler as GET, handler as POST };
