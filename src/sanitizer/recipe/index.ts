/** Applies what was learned from one file to later rows. Imported by the web process: parses no file format. */
export { applyRecipe } from './apply.js';
export { learnRecipe, type LearnContext } from './learn.js';
export { type RawRow, type ReadRows, RecipeReader, type RowError } from './recipe-reader.js';
