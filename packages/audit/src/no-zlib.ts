// Stands for node:zlib in the page: a bundle's labels are not gzipped, the zip file compresses them.
const none = () => {
  throw new Error('gzip is not available here');
};
export const constants = {};
export const gunzipSync = none;
export const gzipSync = none;
