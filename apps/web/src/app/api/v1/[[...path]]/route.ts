import { runtime } from '../../../../server/runtime.ts';

const handler = (request: Request): Promise<Response> => runtime().handleRest(request);

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
