import { parseArgs } from 'node:util';
import { ModelType } from '../../contracts/model-types.js';

export interface Arguments {
  readonly input: string;
  readonly output: string;
  readonly report: string | null;
  readonly lossless: boolean;
  readonly modelType: ModelType | null;
  readonly target: string | null;
}

export const USAGE = `sanitize IN -o OUT [--report FILE] [--lossless] [--model-type TYPE] [--target COLUMN]

  IN              a file (CSV, TSV, JSON lines; gzip or zip) or a folder of them
  -o, --output    the clean table; for a folder, a folder
  --report        the quality report, HTML if the name ends in .html, else JSON; for a folder, a folder
  --lossless      stage 1 only: the table as it stands, UTF-8, comma, header first
  --model-type    ${ModelType.options.join(', ')}: removes what that family cannot use
  --target        the column to be predicted

The change log and the rows that were set aside go beside OUT, as OUT.changes.ndjson and OUT.quarantine.ndjson.
`;

/** Throws TypeError with a sentence for the user where the arguments do not fit. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o' },
      report: { type: 'string' },
      lossless: { type: 'boolean', default: false },
      'model-type': { type: 'string' },
      target: { type: 'string' },
    },
  });
  const [input, ...more] = positionals;
  if (input === undefined || more.length > 0 || values.output === undefined)
    throw new TypeError('one IN and one -o OUT are needed');
  const type = values['model-type'];
  const modelType = type === undefined ? null : ModelType.safeParse(type).data;
  if (modelType === undefined) throw new TypeError(`--model-type ${type}: one of ${ModelType.options.join(', ')}`);
  return {
    input,
    output: values.output,
    report: values.report ?? null,
    lossless: values.lossless,
    modelType,
    target: values.target ?? null,
  };
}
