import { runtime } from '../../../../server/runtime.ts';

const handler = (request: Request): Promise<Response> => runtime().handleTrpc(request);

export { handler as GET, handler as POST };
