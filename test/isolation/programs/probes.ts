import { Peer } from '../../../src/isolation/programs/peer.js';
import { FILE_PROBES } from './file-probes.js';
import { NETWORK_PROBES } from './network-probes.js';
import { RESOURCE_PROBES } from './resource-probes.js';

/** Runs the one probe that its job names, and reports what it saw. */
const PROBES = new Map(Object.entries({ ...RESOURCE_PROBES, ...NETWORK_PROBES, ...FILE_PROBES }));

const peer = new Peer();
const { probe } = (await peer.job()) as { probe: string };
const verdict = await PROBES.get(probe)!();
await peer.send({ type: 'result', result: verdict });
process.exit(0);
