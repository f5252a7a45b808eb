import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** The part of OpenAPI 3.0 that the document of the product uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: Schema;
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { schema?: Schema }>> }>
  >;
}

export interface Route {
  readonly method: string;
  /** as the document has it, with `{id}` */
  readonly path: string;
  readonly operation: Operation;
}

export interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** A service's own description of itself, and whether an answer is one that it describes. */
export class ApiDocument {
  readonly routes: readonly Route[];
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv({ strict: false, allErrors: false });

  constructor(readonly json: Readonly<Record<string, unknown>>) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(json, 'openapi');
    this.routes = Object.entries(json.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  }

  static async of(url: string): Promise<ApiDocument> {
    return new ApiDocument((await (await fetch(`${url}/openapi.json`)).json()) as Record<string, unknown>);
  }

  route(method: string, path: string): Route {
    const found = this.routes.find((route) => route.method === method && route.path === path);
    if (!found) throw new Error(`${method} ${path} is not in the document`);
    return found;
  }

  resolve(schema: Schema): Schema {
    if (schema.allOf?.length === 1) return this.resolve(schema.allOf[0]!);
    if (schema.$ref === undefined) return schema;
    const steps = schema.$ref.slice('#/'.length).split('/');
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], this.json) as Schema;
  }

  /** What about the answer is not as the document says; null where all is. */
  breach({ method, path, operation }: Route, { status, contentType, text }: Received): string | null {
    const answer = operation.responses[String(status)];
    if (!answer) return `status ${status} is not documented: ${text.slice(0, 300)}`;
    if (!answer.content) return text === '' ? null : `a body where none is documented: ${text.slice(0, 100)}`;
    const type = contentType.split(';')[0]!.trim();
    const media = answer.content[type];
    if (!media) return `${status} as ${type || 'nothing'}, documented are ${Object.keys(answer.content).join(', ')}`;
    if (!media.schema || !/[/+]json$/.test(type)) return null;
    const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
    const validate = this.validator(`openapi#/${pointer.map(escapePointer).join('/')}`);
    if (validate(JSON.parse(text))) return null;
    const [error] = validate.errors ?? [];
    return `${status}: ${error?.instancePath} ${error?.message} in ${text.slice(0, 300)}`;
  }

  private validator(ref: string): ValidateFunction {
    const known = this.validators.get(ref);
    if (known) return known;
    const compiled = this.ajv.compile({ $ref: ref });
    this.validators.set(ref, compiled);
    return compiled;
  }
}

const escapePointer = (step: string): string => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
