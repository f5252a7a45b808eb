import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/**
 * Makes "or null" mean it. `nullable` beside a reference or a list of values says nothing in OpenAPI 3.0: all of `allOf`
 * has to hold, and null is none of the values. "One of it and null", and null among the values, do.
 */
export function sayNull(schema: Schemas[string]): void {
  if ('$ref' in schema || !schema.properties) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    if ('$ref' in property || !property.nullable) continue;
    const { allOf, type: _type, nullable: _nullable, ...rest } = property;
    if (property.enum) schema.properties[name] = { ...property, enum: [...(property.enum as unknown[]), null] };
    else if (allOf?.length === 1) schema.properties[name] = { ...rest, oneOf: [allOf[0]!, NULL] };
  }
}

const NULL = { type: 'object', nullable: true, enum: [null] };
