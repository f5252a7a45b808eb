// Dialect accuracy on CSVsniffer's annotated sets: delimiter and quotation mark, as its own test runner compares them.
//   npm run build && node bench/sanitizer/dialects.mjs <checkout of ws-garcia/CSVsniffer>
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFolder } from './corpus-folder.mjs';
import { detectFile } from './detect-file.mjs';

const root = corpusFolder(process.argv[2] ?? process.env.CSVSNIFFER, {
  name: "CSVsniffer's annotated sets",
  origin: 'a checkout of github.com/ws-garcia/CSVsniffer',
  usage: 'node bench/sanitizer/dialects.mjs <checkout>',
});

const NAMES = { comma: ',', semicolon: ';', tab: '\t', space: ' ', vslash: '|', nsign: '#', colon: ':' };
const MARKS = { doublequote: '"', singlequote: "'", '': '"' };
const wrangling = 'CSV_Wrangling/data/github';
const sets = [
  ['POLLOCK', 'Dialect_annotations.txt', ['CSV']],
  ['W3C-CSVW', 'W3C-CSVW-Dialect_annotations.txt', ['W3C-CSVW']],
  [
    'CSV Wrangling',
    `${wrangling}/Manual_Dialect_Annotation.txt`,
    [`${wrangling}/Curated files`, 'python/CSV_Wrangling'],
  ],
  [
    'CSV Wrangling CODEC',
    `${wrangling}/Manual_Dialect_Annotation_CODEC.txt`,
    [`${wrangling}/Curated files`, 'python/CSV_Wrangling'],
  ],
];

for (const [name, annotations, folders] of sets) {
  const lines = readFileSync(join(root, annotations), 'utf8').split(/\r?\n/).slice(2).filter(Boolean);
  let [right, absent] = [0, 0];
  const wrong = [];
  for (const line of lines) {
    const [file, , delimiter, quote] = line.split('|');
    const path = folders.map((folder) => join(root, folder, file)).find(existsSync);
    if (!path) {
      absent++;
      continue;
    }
    const found = await detectFile(path);
    const expected = { delimiter: NAMES[delimiter], quote: MARKS[quote] };
    if (found.delimiter === expected.delimiter && found.quote === expected.quote) right++;
    else wrong.push(`${file}: ${JSON.stringify(expected)} read as ${JSON.stringify(found)}`);
  }
  const total = lines.length - absent;
  console.log(
    `${name}: ${right} of ${total} = ${((100 * right) / total).toFixed(2)} % (${absent} files are not in the checkout)`,
  );
  if (process.env.VERBOSE) for (const entry of wrong) console.log('  ', entry);
}
