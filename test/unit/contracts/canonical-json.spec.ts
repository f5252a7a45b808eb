import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/contracts/canonical-json.js';

describe('canonical JSON (RFC 8785)', () => {
  it('gives the example of section 3.2.2 / 3.2.4', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [`k${key}`, 0])))) as object;
    expect(Object.keys(sorted)).toEqual(
      ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'].map((k) => `k${k}`),
    );
  });

  it.each([[NaN], [Infinity], [undefined], [1n], [() => 1]])('refuses what JSON cannot hold: %s', (value) => {
    expect(() => canonicalJson([value])).toThrow(TypeError);
  });
});
