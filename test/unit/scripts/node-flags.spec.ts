import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NODE_FLAGS } from '../../../scripts/start/application.mjs';

it('the image starts the product with the flags that npm start gives it', () => {
  const [, entry] = /^ENTRYPOINT (\[.*"dist\/main\.js"\])$/m.exec(readFileSync('Dockerfile', 'utf8'))!;
  expect(JSON.parse(entry!)).toEqual(['node', ...NODE_FLAGS, 'dist/main.js']);
});

it('Node begins the young generation at the size that they ask for', () => {
  const program = `
    const space = require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    process.stdout.write(String(space.space_size));`;
  const stdout = execFileSync(process.execPath, [...NODE_FLAGS, '-e', program], { encoding: 'utf8' });
  expect(Number(stdout)).toBe(16 * 2 ** 20);
});
