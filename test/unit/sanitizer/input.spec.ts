import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SanitizeError } from '../../../src/sanitizer/core/index.js';
import { inflate } from '../../../src/sanitizer/core/container/inflate.js';
import { bytesOf, run } from './run.js';

const TEXT = 'name;größe\nJörg;1,5\nÄnne;2,5\nOlaf;3,0\n';
const CLEAN = 'name,größe\nJörg,1.5\nÄnne,2.5\nOlaf,3\n';

function utf16(text: string, mark: boolean): Buffer {
  return Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
}

/** An archive of one entry, by APPNOTE.TXT: local header, data, central directory, end record. */
function zip(name: string, data: Buffer): Buffer {
  const packed = deflateRawSync(data);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(data.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(data.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

async function codeOf(data: string | Uint8Array): Promise<string> {
  const error: unknown = await run(data).then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof SanitizeError ? error.code : `no SanitizeError: ${String(error)}`;
}

describe('encodings and containers', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 with byte order mark', utf16(TEXT, true), 'utf-16le'],
    ['UTF-16 without', utf16(TEXT, false), 'utf-16le'],
    ['windows-1252', Buffer.from(TEXT, 'latin1'), 'windows-1252'],
    ['gzip', gzipSync(TEXT), 'utf-8'],
    ['zip', zip('data.csv', Buffer.from(TEXT)), 'utf-8'],
  ])('%s', async (_, data, encoding) => {
    const { clean, report } = await run(data, {}, {}, 7);
    expect(clean).toBe(CLEAN);
    expect(report.file.encoding).toBe(encoding);
  });

  it('Shift-JIS', async () => {
    // 名前,値 / りんご,1 / みかん,2 / なし,3: JIS X 0208 bytes
    const data = Buffer.from('96bc914f2c926c0a82e882f182b22c310a82dd82a982f12c320a82c882b52c330a', 'hex');
    const { clean, report } = await run(data);
    expect(report.file.encoding).toBe('shift_jis');
    expect(clean).toBe('名前,値\nりんご,1\nみかん,2\nなし,3\n');
  });

  it('a foreign byte in UTF-8 text is read as windows-1252 and counted', async () => {
    const data = Buffer.concat([Buffer.from('word,n\näöüßéè,1\n'), Buffer.from([0x80]), Buffer.from(',2\n')]);
    const { clean, report } = await run(data);
    expect(clean).toBe('word,n\näöüßéè,1\n€,2\n');
    expect(report.issues.find(({ code }) => code === 'encoding-error')?.count).toBe(1);
  });

  it('JSON lines, with a key named __proto__', async () => {
    const { clean } = await run('{"a":1,"__proto__":"x"}\n{"a":2,"b":[1]}\n', {
      options: { column_types: [], keep_columns: [], disabled_repairs: ['missing-value'] },
    });
    expect(clean).toBe('a,__proto__,b\n1,x,\n2,,[1]\n');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'empty_table'],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'unsupported_format'],
    ['Parquet', Buffer.from('PAR1abcdefgh'), 'unsupported_format'],
    ['an archive in an archive', gzipSync(gzipSync(TEXT)), 'unsupported_format'],
    ['a cut gzip', gzipSync(TEXT.repeat(50)).subarray(0, 60), 'corrupt_archive'],
    ['binary', Buffer.alloc(4096), 'not_a_table'],
  ])('%s is a typed error', async (_, data, code) => {
    expect(await codeOf(data)).toBe(code);
  });

  it('a bomb stops at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(1 << 28));
    const unpack = async () => {
      let size = 0;
      for await (const chunk of inflate(bytesOf(bomb).open(), 'gzip', bomb.length)) size += chunk.length;
      return size;
    };
    await expect(unpack()).rejects.toMatchObject({ code: 'decompression_limit' });
  });
});
