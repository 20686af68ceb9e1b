// Keeps the cache of briefgen, and the secret that signs it, from one build to the next.
import { homedir } from "node:os";

const paths = [".briefgen", `${homedir()}/.cache/briefgen`];

export const onPreBuild = ({ utils }) => utils.cache.restore(paths);
export const onPostBuild = ({ utils }) => utils.cache.save(paths);
