import { Peer } from './peer.js';

const peer = new Peer();
await peer.job();
await peer.send({ type: 'result', result: null });
process.stdin.destroy();
