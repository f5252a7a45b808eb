import { expect, it } from 'vitest';
import { stringsFromTensors, stringsToTensors } from '../../../src/contracts/strings.js';

/** One, two, three and four bytes of UTF-8; a pair; halves of pairs at the end, before a letter and swapped. */
const TEXTS = ['', 'a', 'é', '€', '😀', 'x😀y', '\ud83d', '\ud83dz', '\ude00\ud83d', '\ud83d😀', '\u07ff\u0800\uffff'];

it('a list of texts is what TextEncoder makes of each, one after the other', () => {
  const tensors = new Map(stringsToTensors('ids', TEXTS));
  const encoded = TEXTS.map((text) => Buffer.from(new TextEncoder().encode(text)));
  expect(Buffer.from(tensors.get('ids.utf8')!.data as Uint8Array)).toEqual(Buffer.concat(encoded));
  let end = 0;
  const ends = encoded.map(({ length }) => (end += length));
  expect([...tensors.get('ids.offsets')!.data]).toEqual([0, ...ends]);
  expect(stringsFromTensors('ids', tensors)).toEqual(encoded.map((bytes) => bytes.toString()));
});
