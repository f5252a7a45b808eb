import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/common/logger.js';
import { within } from '../../../src/common/work-context.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: Record<string, unknown>[] = [];
  const errors: [string, unknown][] = [];
  const logger = createLogger('info', 'worker', {
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    onError: (message, err) => errors.push([message, err]),
  });
  write(logger);
  return { lines, errors };
}

describe('the log', () => {
  it('says on each line what it belongs to, over awaits', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const collected = logged((logger) =>
      within({ requestId: 'r1', taskId: 't1', traceparent }, () => logger.info({ rows: 3 }, 'sanitized')),
    );
    expect(collected.lines).toMatchObject([
      { role: 'worker', request_id: 'r1', task_id: 't1', trace_id: 'a'.repeat(32), rows: 3, msg: 'sanitized' },
    ]);
    const later = await within({ taskId: 't2' }, async () => {
      await Promise.resolve();
      return logged((logger) => logger.info('later')).lines[0];
    });
    expect(later).toMatchObject({ task_id: 't2' });
    expect(later).not.toHaveProperty('request_id');
  });

  it('hands errors on with their message, and nothing below', () => {
    const err = new Error('no');
    const { errors } = logged((logger) => {
      logger.warn({ err }, 'not so bad');
      logger.error({ err }, 'bad');
      logger.fatal('worse');
    });
    expect(errors).toEqual([
      ['bad', err],
      ['worse', undefined],
    ]);
  });

  it('holds no secret that stands under its usual name', () => {
    const { lines } = logged((logger) =>
      logger.info(
        { password: 'hidden', headers: { authorization: 'hidden', 'x-api-key': 'hidden' }, token: 'hidden' },
        'x',
      ),
    );
    expect(JSON.stringify(lines)).not.toContain('hidden');
  });
});
