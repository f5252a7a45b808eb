import type { ArtifactName } from '../contracts/messages.js';

/** What tasks wrote that shows a dataset's content: it goes when the dataset goes. Models stay. */
export const ABOUT_DATA: readonly ArtifactName[] = ['report', 'clean', 'changes', 'quarantine', 'table', 'scores'];
