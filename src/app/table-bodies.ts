import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiError } from '../common/errors/api-error.js';
import { TABLE_TYPES } from '../datasets/upload.js';

const ROUTES: ReadonlySet<string | undefined> = new Set(['/api/v1/models/:id/predict']);

/** Hands a table that is a request's whole body to its route as a stream: nothing of it is read here. */
export function acceptTableBodies(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(TABLE_TYPES, (request, payload, done) => {
      if (ROUTES.has(request.routeOptions.url)) return done(null, payload);
      done(new ApiError('unsupported_media_type', 'This call takes no table as its body.'), undefined);
    });
}
