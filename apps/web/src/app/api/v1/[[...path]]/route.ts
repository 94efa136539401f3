import { handleRest } from '@scholia/api';
import { services } from '../../../../server/runtime.ts';

const handler = (request: Request): Promise<Response> => handleRest(request, services());

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
