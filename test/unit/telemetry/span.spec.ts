import { afterEach, describe, expect, it } from 'vitest';
import { currentWork, parseRequestId, parseTraceparent, within } from '../../../src/common/work-context.js';
import { beginSpan, type FinishedSpan, recordSpansTo, spanned } from '../../../src/telemetry/span.js';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('spans', () => {
  const finished: FinishedSpan[] = [];
  afterEach(() => {
    recordSpansTo(undefined);
    finished.length = 0;
  });

  it('nest by what runs within what, over awaits', async () => {
    recordSpansTo((span) => finished.push(span));
    await spanned('outer', { parent: PARENT, kind: 'consumer' }, async () => {
      await Promise.resolve();
      await spanned('inner', { attributes: { rows: 3 } }, () => Promise.resolve());
    });
    const [inner, outer] = finished;
    expect(outer).toMatchObject({
      traceId: PARENT.split('-')[1],
      parentSpanId: PARENT.split('-')[2],
      kind: 'consumer',
    });
    expect(inner).toMatchObject({ traceId: outer!.traceId, parentSpanId: outer!.spanId, attributes: { rows: 3 } });
    expect(inner!.spanId).not.toBe(outer!.spanId);
  });

  it('are marked as failed by an error, which goes on', async () => {
    recordSpansTo((span) => finished.push(span));
    await expect(spanned('broken', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(finished).toMatchObject([{ name: 'broken', failed: true }]);
  });

  it('are not recorded in a trace that its caller does not record, and pass it on', () => {
    recordSpansTo((span) => finished.push(span));
    const unsampled = PARENT.replace(/01$/, '00');
    const span = beginSpan('quiet', { parent: unsampled });
    span.end();
    expect(span.traceparent).toBe(unsampled);
    expect(finished).toEqual([]);
  });

  it('pass a trace on where nothing is recorded', async () => {
    await spanned('off', { parent: PARENT }, () => {
      expect(currentWork().traceparent).toBe(PARENT);
      return Promise.resolve();
    });
  });
});

describe('ids from outside', () => {
  it.each([
    PARENT.toUpperCase(),
    PARENT.replace(/^00/, 'ff'),
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    `${PARENT}-more`,
    undefined,
  ])('drops the traceparent %s', (header) => expect(parseTraceparent(header)).toBeUndefined());

  it.each(['', 'a b', 'a\nb', 'a"b', 'x'.repeat(65), ['a']])('drops the request id %j', (header) =>
    expect(parseRequestId(header)).toBeUndefined(),
  );

  it('takes plain ones', () => {
    expect(parseTraceparent(PARENT)).toBe(PARENT);
    expect(parseRequestId('3f2a.b-C_9')).toBe('3f2a.b-C_9');
  });

  it('adds to what is known', () => {
    within({ requestId: 'r' }, () =>
      within({ taskId: 't' }, () => expect(currentWork()).toEqual({ requestId: 'r', taskId: 't' })),
    );
    expect(currentWork()).toEqual({});
  });
});
