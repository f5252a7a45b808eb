import type { JailConfig } from './config.js';
import { enterJail } from './enter.js';

/** The launcher of the process sandbox: becomes Node running the program that its first argument names. */
const config = JSON.parse(process.argv[2] ?? '') as JailConfig;
const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
const libraries = sharedObjects.filter((path) => path.startsWith('/') && !path.endsWith('.node'));

enterJail(config, config.node, [...config.nodeFlags, config.program], libraries);
