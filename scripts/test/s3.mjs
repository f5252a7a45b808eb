import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../services/child.mjs';
import { openLog, tail } from '../services/files.mjs';
import { freePort } from '../services/ports.mjs';

/** Calls that the server lets pass unsigned: those below. From then on it checks every signature. */
const UNSIGNED_CALLS = 4;
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * An S3 server in memory (moto), with one bucket and one access key.
 *
 * @param {import('../services/state.mjs').State} state
 * @param {string} bin folder of the Python programs
 */
export async function startS3(state, bin) {
  const port = await freePort();
  const log = path.join(state.logs, 's3.log');
  const output = openLog(log);
  const child = startChild({
    name: 's3',
    run: state.run,
    command: path.join(bin, 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    spawn: {
      env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: String(UNSIGNED_CALLS) },
      stdio: ['ignore', output, output],
    },
  });
  const server = `http://127.0.0.1:${port}`;
  while (!(await answers(`${server}/moto-api/`))) {
    if (child.ended() !== undefined) throw new Error(`the S3 server did not start (${child.ended()}):\n${tail(log)}`);
    await delay(100);
  }
  const iam = (parameters) =>
    call(`${server}/`, 'POST', 'iam', new URLSearchParams({ Version: '2010-05-08', ...parameters }));
  await iam({ Action: 'CreateUser', UserName: 'test' });
  const key = await iam({ Action: 'CreateAccessKey', UserName: 'test' });
  const policy = { PolicyName: 'all', PolicyDocument: JSON.stringify(ALL) };
  await iam({ Action: 'PutUserPolicy', UserName: 'test', ...policy });
  await call(`${server}/blobs`, 'PUT', 's3');
  const [id, secret] = ['AccessKeyId', 'SecretAccessKey'].map((name) => new RegExp(`<${name}>([^<]+)<`).exec(key)[1]);
  return { url: `${server}/blobs`, id, secret, child };
}

const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** Unsigned; the header tells the server which of AWS's services is meant. */
async function call(url, method, service, body) {
  const credential = `none/20200101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  const response = await fetch(url, { method, headers: { authorization }, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`the S3 server answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}
