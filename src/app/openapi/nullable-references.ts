import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/**
 * `nullable` beside a reference says nothing in OpenAPI 3.0: all of `allOf` has to hold, and the referenced schema allows
 * no null. "One of it and null" does.
 */
export function nullableReferences(schema: Schema): void {
  if ('$ref' in schema || !schema.properties) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    if ('$ref' in property || !property.nullable || property.allOf?.length !== 1) continue;
    const { allOf, type: _type, nullable: _nullable, ...rest } = property;
    schema.properties[name] = { ...rest, oneOf: [allOf[0]!, { type: 'object', nullable: true, enum: [null] }] };
  }
}
