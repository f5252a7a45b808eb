import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { ApiError, invalid } from '../errors/api-error.js';
import { fieldErrors } from './field-errors.js';
import { withoutOptionalNulls } from './optional-nulls.js';
import { isQuick } from './quick-dto.js';

/** Turns bodies and queries into the typed values that handlers take, or says field by field what is wrong with them. */
@Injectable()
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: (errors) => invalid(fieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A class without required fields would take any other JSON value for an empty object.
    if (metadata.type === 'body' && (value === null || typeof value !== 'object' || Array.isArray(value))) {
      if (value !== undefined) throw new ApiError('validation_failed', 'The body has to be a JSON object.');
    }
    const { metatype } = metadata;
    // Texts that are to be texts, and what our own decorators made: most of what a request brings.
    if (metadata.type === 'custom' || (metatype === String && typeof value === 'string')) return value;
    const quick = isQuick(metatype) ? metatype.quick(value) : null;
    if (quick) return quick;
    try {
      return await (super.transform(
        metadata.type === 'body' ? withoutOptionalNulls(value, metatype) : value,
        metadata,
      ) as Promise<unknown>);
    } catch (error) {
      // Half of a surrogate pair cannot be encoded, which the validator of addresses tries.
      if (error instanceof URIError)
        throw new ApiError('validation_failed', 'A text in the request is not valid Unicode.');
      throw error;
    }
  }
}
