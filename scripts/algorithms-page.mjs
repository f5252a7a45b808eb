/**
 * Writes the algorithms and their hyper-parameters into docs/algorithms.md, from the catalogue. Run it after a change of a
 * schema; test/unit/trainer/registration.spec.ts compares the page with the catalogue.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'algorithms.md');
const MARK = '<!-- from the catalogue, by scripts/algorithms-page.mjs: what is below is written over -->';

/** The page with everything below the mark made anew. */
export function pageOf(page, catalogue) {
  const [head] = page.split(MARK);
  const types = [...new Set(catalogue.map(({ modelType }) => modelType))];
  const sections = types.flatMap((type) => [
    `## ${type[0].toUpperCase()}${type.slice(1)}`,
    '',
    ...catalogue.filter(({ modelType }) => modelType === type).flatMap(entryOf),
  ]);
  return `${head}${MARK}\n\n${sections.join('\n')}`;
}

function entryOf({ name, title, source, objective, parameters, roles }) {
  const columns = [...roles.required, ...roles.optional.map((role) => `${role} (optional)`)].join(', ');
  return [
    `### \`${name}\`: ${title}`,
    '',
    `\`${objective}\``,
    '',
    `Columns: ${columns}. Source: ${source}.`,
    '',
    ...parametersOf(Object.entries(parameters.properties)),
  ];
}

function parametersOf(properties) {
  if (properties.length === 0) return ['No hyper-parameters.', ''];
  const lines = properties.map(
    ([name, property]) => `| \`${name}\` | ${property.default} | ${rangeOf(property)} | ${property.description} |`,
  );
  return ['| hyper-parameter | default | values | |', '|---|---|---|---|', ...lines, ''];
}

function rangeOf({ type, minimum, maximum, exclusiveMinimum, enum: values }) {
  if (values) return values.join(', ');
  const kind = Array.isArray(type) ? type.join(' or ') : type;
  const low = minimum ?? exclusiveMinimum;
  const from = low === undefined ? '' : ` ${minimum === undefined ? 'above' : 'from'} ${low}`;
  return `${kind}${from}${maximum === undefined ? '' : ` to ${maximum}`}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { build } = await import('esbuild');
  const outfile = join(dirname(PAGE), '..', '.cache', 'catalogue.mjs');
  const entryPoints = [join(dirname(PAGE), '..', 'src', 'algorithms', 'catalogue.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node' });
  const { CATALOGUE } = await import(pathToFileURL(outfile).href);
  writeFileSync(PAGE, pageOf(readFileSync(PAGE, 'utf8'), CATALOGUE));
}
