import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { outageOf } from '../../../src/common/errors/outage.js';
import { toApiError } from '../../../src/common/errors/problem.filter.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });

/** Connects where a peer answers with these bytes, or not at all, and then hangs up. */
async function errorOf(port: number): Promise<unknown> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'x', database: 'x' });
  client.on('error', () => undefined);
  return client.connect().catch((error: unknown) => error);
}

describe('an outage of what the service stands on', () => {
  it('is told by what the drivers really throw', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(outageOf(await errorOf(port))).toBe('unavailable');
    server.close();
    await once(server, 'close');
    expect(outageOf(await errorOf(port))).toBe('unavailable');
  });

  // PostgreSQL 17, Appendix A.
  it.each(['57P01', '57P02', '57P03', '08006', '53300'])('%s: the database is away', (code) => {
    expect(outageOf(coded(code))).toBe('unavailable');
  });

  it.each(['ENOSPC', 'EDQUOT', '53100'])('%s: no space is left', (code) => {
    expect(outageOf(coded(code))).toBe('storage_full');
    expect(toApiError(coded(code))).toMatchObject({ status: 507, headers: { 'retry-after': '5' } });
  });

  // A broken rule of the schema, a wrong query, a refused file: faults of ours.
  it.each(['23505', '42601', '57014', 'EACCES', ''])('%s is none', (code) => {
    expect(outageOf(coded(code))).toBeNull();
    expect(toApiError(coded(code))).toMatchObject({ code: 'internal' });
  });
});
