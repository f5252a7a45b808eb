import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { documentIdempotency } from '../idempotency/document.js';
import { complete } from './openapi/complete.js';

const DESCRIPTION = `
A CSV in, a verified model behind an API out. Create a key, press **Authorize**, send a table to \`/api/v1/train\`, follow the
task, ask the model. Untrusted data is parsed and trained on only inside an isolated container; every model carries a
signed certificate of an independent checker.`;

/** Swagger UI at /docs, the document at /openapi.json. */
export function documentApi(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('AlgoAPI Secure')
    .setDescription(DESCRIPTION)
    .setVersion('2.0.0')
    .addApiKey({ type: 'apiKey', name: 'X-API-Key', in: 'header' }, 'api-key')
    .addSecurityRequirements('api-key')
    .build();
  SwaggerModule.setup('docs', app, () => complete(documentIdempotency(SwaggerModule.createDocument(app, config))), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'AlgoAPI Secure',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
