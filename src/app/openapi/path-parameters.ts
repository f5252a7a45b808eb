import type { OpenAPIObject } from '@nestjs/swagger';

type Parameter = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['parameters']>[number];

/** What the `{id}` of a path is, by the collection that it stands in. */
const IDS: readonly { readonly under: string; readonly description: string; readonly example: string }[] = [
  { under: '/api/v1/datasets/', description: 'a dataset', example: 'ds_sL9CLR_RW5QBl-UfwMHr' },
  { under: '/api/v1/tasks/', description: 'a task', example: 'task_GllEn8lQzdHyg0nWho7D' },
  {
    under: '/api/v1/models/',
    description: 'a model: its id, or its name for the version that is served',
    example: 'lecturers',
  },
  { under: '/api/v1/keys/', description: 'a key, without its secret', example: 'key_PRZU4fSroicKvf_yDI7Y' },
];

/** The parameters with what the generator does not know: what an id names, and that a default is not required. */
export function withExamples(path: string, parameters: readonly Parameter[]): Parameter[] {
  const id = IDS.find(({ under }) => path.startsWith(under));
  return parameters.map((parameter) => {
    if ('$ref' in parameter) return parameter;
    if (parameter.in === 'path' && parameter.name === 'id' && id) {
      return { ...parameter, description: id.description, example: id.example };
    }
    const optional = parameter.schema && !('$ref' in parameter.schema) && parameter.schema.default !== undefined;
    return optional ? { ...parameter, required: false } : parameter;
  });
}
