import type { JailConfig } from '../../../src/isolation/process/jail/config.js';
import { enterJail } from '../../../src/isolation/process/jail/enter.js';
import { PERL, perlLibraries } from '../perl.js';

/** The launcher of the product, for Perl in place of Node: Node cannot make the system calls that are to be tried. */
const config = JSON.parse(process.argv[2] ?? '') as JailConfig;

enterJail(config, PERL, [config.program], perlLibraries());
